import { describe, expect, it } from '@jest/globals'
import { UserError } from '../../scripts/shared/errors.ts'
import { outcomeOfStatus } from '../../scripts/host/batch.ts'
import { createProcess } from '../../scripts/host/process.ts'

const events = [{ type: 'track' }, { type: 'identify' }, { type: 'track' }]

/** Runs three events through an onBatch with this body. */
async function run(body: string) {
  const process = createProcess({ code: `async function onBatch(events, settings) { ${body} }` })
  const { outcome, statuses, outcomes, error, warnings } = await process.invoke(events, {})
  return { outcome, statuses, outcomes, error: error?.name, warnings }
}

describe('a batch', () => {
  it('has a status per event, and the outcome of its worst', async () => {
    const returned = `[{ status: 200 }, { status: 400, errormessage: 'email is missing' }, { status: 500, errormessage: 'HTTP 503' }]`
    expect(await run(`return ${returned}`)).toEqual({
      outcome: 'retried',
      statuses: [
        { status: 200 },
        { status: 400, errormessage: 'email is missing' },
        { status: 500, errormessage: 'HTTP 503' }
      ],
      outcomes: ['delivered', 'discarded', 'retried'],
      error: undefined,
      warnings: []
    })
  })

  it('gets its events and settings as copies made outside the context', async () => {
    const body = `console.log(Array.isArray(events), events instanceof Array, events.length)`
    const process = createProcess({
      code: `function onBatch(events) { ${body}; return events.map(() => ({ status: 200 })) }`
    })
    expect((await process.invoke(events, {})).logs).toEqual(['true false 3'])
  })

  it.each([
    ['', 'onBatch returned no array'],
    ['return { status: 400 }', 'onBatch returned no array'],
    ['return [{ status: 400 }]', 'onBatch returned 1 results for 3 events'],
    ['return [{ status: 400 }, {}, null]', 'onBatch returned a result without an integer status at index 1'],
    [
      `return [{ status: 200 }, { status: 200 }, { status: '400' }]`,
      'onBatch returned a result without an integer status at index 2'
    ]
  ])('is delivered as a whole after: %s', async (body, mistake) => {
    expect(await run(body)).toEqual({
      outcome: 'delivered',
      statuses: [{ status: 200 }, { status: 200 }, { status: 200 }],
      outcomes: ['delivered', 'delivered', 'delivered'],
      error: undefined,
      warnings: [`${mistake}: the whole batch counts as delivered`]
    })
  })

  it.each([
    [`throw new RetryError('later')`, 'retried', 'RetryError'],
    [`throw new Error('no')`, 'discarded', 'Error']
  ] as const)('shares what its handler threw: %s', async (body, outcome, error) => {
    expect(await run(body)).toEqual({
      outcome,
      statuses: undefined,
      outcomes: [outcome, outcome, outcome],
      error,
      warnings: []
    })
  })

  it('is refused when the function has no onBatch', async () => {
    const process = createProcess({ code: 'function onTrack() {}', file: 'dist/dub/function.js' })
    await expect(process.invoke(events, {})).rejects.toThrow(
      new UserError('event', 'dist/dub/function.js has no onBatch, so Segment never sends it a batch')
    )
  })
})

it.each([
  [200, 'delivered'],
  [299, 'delivered'],
  [199, 'discarded'],
  [302, 'discarded'],
  [400, 'discarded'],
  [408, 'retried'],
  [409, 'discarded'],
  [423, 'retried'],
  [429, 'retried'],
  [500, 'retried'],
  [501, 'discarded'],
  [503, 'retried'],
  [599, 'retried'],
  [600, 'discarded']
])('status %i is %s', (status, outcome) => {
  expect(outcomeOfStatus(status)).toBe(outcome)
})
