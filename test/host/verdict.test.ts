import { describe, expect, it } from '@jest/globals'
import { createProcess } from '../../scripts/host/process.ts'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'

/** Runs the body as a track handler. */
async function run(body: string) {
  const process = createProcess({ code: `async function onTrack(event, settings) { ${body} }` })
  const { outcome, failure, error, warnings } = await process.invoke({ type: 'track' }, {})
  return {
    outcome,
    label: failure?.label,
    code: failure?.code,
    error: error && `${error.name}: ${error.message}`,
    warnings
  }
}

const discarded = (label: string, code: string, error: string) => ({
  outcome: 'discarded',
  label,
  code,
  error,
  warnings: []
})
const plain = (error: string) => discarded('Bad Request', 'BAD_REQUEST', error)

describe('outcomes', () => {
  it('returning is delivered, whatever is returned', async () => {
    const delivered = {
      outcome: 'delivered',
      label: undefined,
      code: undefined,
      error: undefined,
      warnings: []
    }
    expect(await run('')).toEqual(delivered)
    expect(await run(`return new Error('returned')`)).toEqual(delivered)
  })

  it.each([
    [`throw new Error('e')`, plain('Error: e')],
    [`throw new TypeError('e')`, plain('TypeError: e')],
    [`null.x`, plain(`TypeError: Cannot read properties of null (reading 'x')`)],
    [`throw new fetch.FetchError('e', 'system')`, plain('FetchError: e')],
    [`throw Object.assign(new Error('e'), { name: 'Timeout' })`, plain('Timeout: e')],
    [`throw 'text'`, plain('NonError: the function threw string "text", which is no Error')],
    [`throw undefined`, plain('NonError: the function threw undefined undefined, which is no Error')],
    [`throw { status: 500 }`, plain('NonError: the function threw object {"status":500}, which is no Error')],
    [
      `throw new InvalidEventPayload('e')`,
      discarded('Message Rejected', 'MESSAGE_REJECTED', 'InvalidEventPayload: e')
    ],
    [
      `throw new ValidationError('e')`,
      discarded('Message Rejected', 'MESSAGE_REJECTED', 'ValidationError: e')
    ],
    [
      `throw new EventNotSupported('e')`,
      discarded('Unsupported Event Type', 'UNSUPPORTED_EVENT_TYPE', 'EventNotSupported: e')
    ],
    [
      `throw new RetryError('e')`,
      { outcome: 'retried', label: 'Retry', code: 'RETRY', error: 'RetryError: e', warnings: [] }
    ]
  ])('%s', async (body, expected) => {
    expect(await run(body)).toEqual(expected)
  })

  it.each([
    [
      `throw Object.assign(new Error('e'), { name: 'RetryError' })`,
      'RetryError: e',
      'an error is named RetryError but is not made by that class: it counts as a plain error'
    ],
    [
      `class RetryError extends Error { name = 'RetryError' }; throw new RetryError('e')`,
      'RetryError: e',
      'an error is named RetryError but is not made by that class: it counts as a plain error'
    ],
    [
      `throw Object.assign(new RetryError('e'), { name: 'VendorDown' })`,
      'VendorDown: e',
      'a RetryError bears the name "VendorDown": it counts as a plain error'
    ],
    [
      `class VendorDown extends RetryError {}; throw new VendorDown('e')`,
      'VendorDown: e',
      'a RetryError bears the name "VendorDown": it counts as a plain error'
    ],
    [
      `throw Object.assign(new RetryError('e'), { name: 'ValidationError' })`,
      'ValidationError: e',
      'an error is named ValidationError but is not made by that class: it counts as a plain error'
    ]
  ])('an error that is only half of Segment is a plain one: %s', async (body, error, warning) => {
    expect(await run(body)).toEqual({ ...plain(error), warnings: [warning] })
  })

  it('over the time limit is retried', async () => {
    const clock = new VirtualClock(0)
    const process = createProcess({ code: 'async function onTrack() { await new Promise(() => {}) }', clock })
    const invocation = process.invoke({ type: 'track' }, {})
    await clock.runUntilIdle()
    expect(await invocation).toEqual({
      outcome: 'retried',
      failure: { label: 'Timeout', code: 'ETIMEDOUT' },
      error: { name: 'Timeout', message: 'the function did not finish within 5000 ms' },
      logs: [],
      warnings: [],
      durationMs: 5_000
    })
  })
})

describe('dispatch', () => {
  it.each([
    ['identify', 'onIdentify'],
    ['track', 'onTrack'],
    ['page', 'onPage'],
    ['screen', 'onScreen'],
    ['group', 'onGroup'],
    ['alias', 'onAlias'],
    ['delete', 'onDelete']
  ])('%s events go to %s, and are not supported without it', async (type, handler) => {
    const process = createProcess({
      code: `function ${handler}(event, { key }) { console.log(event.type, key) }`
    })
    expect((await process.invoke({ type }, { key: 'k' })).logs).toEqual([`${type} k`])
    const { outcome, failure, error } = await createProcess({ code: '' }).invoke({ type }, {})
    expect([outcome, failure?.label, error?.name, error?.message]).toEqual([
      'discarded',
      'Unsupported Event Type',
      'EventNotSupported',
      `${type} not supported`
    ])
  })

  it.each([
    ['unknown', 'no handler belongs to the event type "unknown": Segment counts the event as delivered'],
    ['toString', 'no handler belongs to the event type "toString": Segment counts the event as delivered'],
    ['track', 'onTrack is no function: Segment counts the event as delivered']
  ])('%s: the event is delivered, with a warning', async (type, warning) => {
    const process = createProcess({ code: 'var onTrack = {}' })
    const { outcome, warnings } = await process.invoke({ type }, {})
    expect([outcome, warnings]).toEqual(['delivered', [warning]])
  })
})
