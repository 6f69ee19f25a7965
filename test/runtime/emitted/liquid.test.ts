/** The filters of Liquid that a function has in its own way give what actions-core's give. */
import { expect, it } from '@jest/globals'
import { disabledFilters, evaluate } from '../../../scripts/runtime/emitted/liquid.ts'
import { actionsCore } from '../../../scripts/shared/actions-core.ts'
import '../as-in-host.ts'

const event = {
  properties: { text: 'Zoë', object: { a: 1 }, list: [1, ['b', null]], none: null, yes: true, count: 1.5 }
}

const values = [
  'nil',
  'null',
  'blank',
  'empty',
  'true',
  '7',
  '"text"',
  '(1..3)',
  ...Object.keys(event.properties).map((key) => `properties.${key}`),
  'properties.absent'
]
const filters = [
  'sha256',
  'base64_encode',
  'base64_encode | base64_decode',
  'hmac_sha256: "key"',
  'default: nil | sha256'
]

it.each([
  ...values.flatMap((value) => filters.map((filter) => `{{ ${value} | ${filter} }}`)),
  ...values.map((value) => `{{ "text" | hmac_sha256: ${value} }}`),
  ...disabledFilters.map((filter) => `{{ properties.list | ${filter}: "a" }}`)
])('%s', (template) => {
  const outcome = (run: () => unknown): unknown => {
    try {
      return run()
    } catch {
      return 'an error'
    }
  }
  expect(outcome(() => evaluate(template, event))).toEqual(
    outcome(() => actionsCore.transform({ value: { '@liquid': template } }, event).value)
  )
})
