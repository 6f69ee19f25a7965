import { describe, expect, it } from '@jest/globals'
import { judge } from '../../../scripts/runtime/engine/unusable-fields.ts'
import {
  check,
  list,
  number,
  object,
  record,
  string,
  validator
} from '../../../scripts/runtime/emitted/validation.ts'

const text = check([string])
const validate = validator(
  record(
    [object],
    {
      id: text,
      name: text,
      amount: check([number]),
      page: record([object], { url: text }, [], false),
      items: list(record([object], { sku: text }, ['sku'], false))
    },
    ['id'],
    false
  )
)

describe.each<[string, unknown, { payload?: unknown; issues?: string[]; leftOut?: string[] }]>([
  ['an object for a text', { id: 'a', name: { first: 'Jo' } }, { payload: { id: 'a' }, leftOut: ['name'] }],
  [
    'a list of several for a text',
    { id: 'a', name: ['x', 'y'] },
    { payload: { id: 'a' }, leftOut: ['name'] }
  ],
  ['a text for an object', { id: 'a', page: 'https://x' }, { payload: { id: 'a' }, leftOut: ['page'] }],
  [
    'a part of a part',
    { id: 'a', page: { url: {} } },
    { payload: { id: 'a', page: {} }, leftOut: ['page.url'] }
  ],
  [
    'an element of a list',
    { id: 'a', items: [{ sku: '1' }, 'x', { sku: '2' }] },
    { payload: { id: 'a', items: [{ sku: '1' }, { sku: '2' }] }, leftOut: ['items.1'] }
  ],
  [
    'a required field',
    { id: { value: 1 }, name: 'x' },
    { issues: ['id must be a text, but it is an object'] }
  ],
  [
    'a value that is no shape',
    { id: 'a', amount: 'many', name: {} },
    { issues: ['amount must be a number, but it is a text'], leftOut: ['name'] }
  ]
])('%s', (_, mapped, { payload, issues = [], leftOut = [] }) => {
  it('is left out where that is wanted, unless it is required', () => {
    const judged = judge(validate, structuredClone(mapped), false, true)
    expect(judged.leftOut.map(({ path }) => path.join('.'))).toEqual(leftOut)
    expect(judged.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual(issues)
    if (payload) expect(judged.payload).toEqual(payload)
  })

  it('is refused otherwise', () => {
    const judged = judge(validate, structuredClone(mapped), false, false)
    expect(judged.leftOut).toEqual([])
    expect(judged.issues.length).toBeGreaterThan(0)
  })
})

it.each([true, false])(
  'an empty list where an object belongs is an empty object, leaving out: %s',
  (leavesOut) => {
    expect(judge(validate, { id: 'a', page: [] }, false, leavesOut)).toEqual({
      payload: { id: 'a', page: {} },
      issues: [],
      leftOut: []
    })
  }
)
