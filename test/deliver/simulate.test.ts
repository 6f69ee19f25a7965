import { beforeAll, describe, expect, it } from '@jest/globals'
import { deliver } from '../../scripts/deliver/index.ts'
import type { FaultPlan } from '../../scripts/deliver/fault-plan.ts'
import { printResult } from '../../scripts/deliver/print.ts'
import { reportOf } from '../../scripts/deliver/report.ts'
import { simulate } from '../../scripts/deliver/simulate.ts'
import { UserError } from '../../scripts/shared/errors.ts'
import { temporaryFolder } from '../temporary.ts'
import { compileTarget, targets } from './targets.ts'

const root = process.cwd()
const codes: Awaited<ReturnType<typeof compileTarget>>[] = []
beforeAll(async () => {
  for (const target of targets) codes.push(await compileTarget(target))
})

const [singles, batches, saasquatch, twoWays] = [0, 1, 2, 3] as const

/** Events that the function takes, so that everything that happens to them is the vendor's doing. */
function run(index: number, count: number, plan: FaultPlan, batchSize = 20) {
  const target = targets[index]!
  const { code, hasBatches, repeatKey } = codes[index]!
  const events = Array.from({ length: count * 4 }, (_, i) => target.event(i))
    .filter((event) => target.parts(event) > 0)
    .slice(0, count)
  return simulate({
    ...{ code, repeatKey, settings: target.settings, events, plan, seed: 1 },
    ...(hasBatches && { batch: { events: batchSize } })
  })
}

const outcomesOf = async (...args: Parameters<typeof run>) => reportOf(await run(...args)).outcomes
const none = { deliveredOnce: 0, deliveredMoreThanOnce: 0, discarded: 0, expired: 0, lost: 0 }

describe('a simulation of single events', () => {
  it('delivers everything once when nothing goes wrong', async () => {
    const report = reportOf(await run(singles, 100, { latencyMs: [100, 100] }))
    expect(report).toMatchObject({
      outcomes: { ...none, deliveredOnce: 100 },
      invocations: 100,
      requests: 100,
      billedMs: 10_000,
      reasons: []
    })
  })

  it('is the same with the same seed', async () => {
    const plan = { rates: { reset: 0.2, '500': 0.2 }, restartRate: 0.1 }
    expect(await run(singles, 50, plan)).toEqual(await run(singles, 50, plan))
  })

  it('gets over an outage by retries', async () => {
    const report = reportOf(await run(singles, 60, { outages: [{ fromMinute: 10, toMinute: 40 }] }))
    expect(report.outcomes).toEqual({ ...none, deliveredOnce: 60 })
    expect(report.timeline.map(({ arrived, delivered }) => [arrived, delivered]).slice(0, 4)).toEqual([
      [10, 10],
      [10, 0],
      [10, 0],
      [10, 0]
    ])
  })

  it('expires events after nine retries, within four hours', async () => {
    const simulation = await run(singles, 10, {
      spreadMinutes: 0,
      outages: [{ fromMinute: 0, toMinute: 1_000 }]
    })
    expect(reportOf(simulation).outcomes).toEqual({ ...none, expired: 10 })
    for (const { attempts, ended } of simulation.events) {
      expect(attempts).toBe(10)
      expect(ended).toBeLessThanOrEqual(4 * 60 * 60 * 1_000)
    }
  })

  it('discards events when the key has expired, and masks the key that the vendor repeats', async () => {
    const report = reportOf(await run(twoWays, 6, { spreadMinutes: 0, keyExpiresAtMinute: 0 }))
    const reason =
      'InvalidEventPayload: Two Ways, One: HTTP 401: The key in "Bearer [secret]" has expired. Check the credentials in the settings.'
    expect(report).toMatchObject({
      outcomes: { ...none, discarded: 6 },
      reasons: [{ outcome: 'discarded', events: 6, reason }]
    })
  })

  it('spreads what a rate limit turns away', async () => {
    const report = reportOf(await run(singles, 50, { spreadMinutes: 1, rateLimitPerMinute: 10 }))
    expect(report.outcomes).toEqual({ ...none, deliveredOnce: 50 })
    expect(report.timeline.every(({ delivered }) => delivered <= 100)).toBe(true)
  })

  it('sees the vendor accept twice what broke off after it accepted, and Dub count it once', async () => {
    const report = reportOf(await run(singles, 300, { rates: { reset: 0.2 } }))
    expect(report.outcomes.deliveredMoreThanOnce).toBeGreaterThan(10)
    expect(report).toMatchObject({ countedTwice: 0, outcomes: { discarded: 0, expired: 0, lost: 0 } })
  })

  it('sees a vendor without idempotency count it twice', async () => {
    const report = reportOf(await run(twoWays, 300, { rates: { reset: 0.2 } }))
    expect(report.countedTwice).toBe(report.outcomes.deliveredMoreThanOnce)
    expect(report.countedTwice).toBeGreaterThan(10)
  })

  it('sends again what only a process that is gone knew to be delivered', async () => {
    const plan = { rates: { '500': 0.3 } }
    expect(await outcomesOf(twoWays, 200, plan)).toMatchObject({ deliveredMoreThanOnce: 0 })
    const restarting = await outcomesOf(twoWays, 200, { ...plan, restartEveryEvents: 10 })
    expect(restarting.deliveredMoreThanOnce).toBeGreaterThan(20)
  })

  it.each([
    ['single events', singles],
    ['batches', batches],
    ['several events of a user in one call', saasquatch],
    ['two presets', twoWays]
  ])('sends what is replayed on purpose, and events that share a messageId: %s', async (_, index) => {
    const plan = { rates: { reset: 0.1, '500': 0.1 }, replayRate: 0.3, sharedIdRate: 0.3 }
    const report = reportOf(await run(index, 100, plan))
    expect(report.replays).toBeGreaterThan(15)
    const { deliveredOnce, deliveredMoreThanOnce, ...others } = report.outcomes
    expect(deliveredOnce + deliveredMoreThanOnce).toBe(100 + report.replays)
    expect(others).toEqual({ discarded: 0, expired: 0, lost: 0 })
  })

  it('stops a function that takes too long as the host does', async () => {
    const code = 'async function onTrack() { await new Promise((resolve) => setTimeout(resolve, 6000)) }'
    const simulation = await simulate({ code, settings: {}, events: [{ type: 'track' }], plan: {}, seed: 1 })
    expect(reportOf(simulation)).toMatchObject({
      outcomes: { expired: 1 },
      invocations: 10,
      billedMs: 50_000
    })
  })

  it('finds a function that swallows failures', async () => {
    const code = "async function onTrack() { await fetch('https://api.example.test').catch(() => undefined) }"
    const plan = { outages: [{ fromMinute: 0, toMinute: 1_000 }] }
    const simulation = await simulate({ code, settings: {}, events: [{ type: 'track' }], plan, seed: 1 })
    expect(reportOf(simulation).outcomes).toEqual({ ...none, lost: 1 })
  })
})

describe('a simulation of batches', () => {
  it.each([
    [20, 20],
    [400, 1]
  ])('of %i calls the function for 400 events %i times', async (size, invocations) => {
    const report = reportOf(await run(saasquatch, 400, { spreadMinutes: 0.1, latencyMs: [1, 5] }, size))
    expect(report).toMatchObject({ outcomes: { ...none, deliveredOnce: 400 }, invocations, unattributed: 0 })
  })

  it.each([20, 400])('of %i delivers all events over a bad day', async (size) => {
    const plan = { spreadMinutes: 10, rates: { reset: 0.1, '429': 0.1, '500': 0.1, timeout: 0.05 } }
    const report = reportOf(await run(batches, 400, plan, size))
    expect(report.outcomes).toMatchObject({ discarded: 0, expired: 0, lost: 0 })
    expect(report.countedTwice).toBe(0)
  })

  it('starts no request so late that the vendor could accept it and the answer be missed', async () => {
    const plan = { spreadMinutes: 0.1, latencyMs: [1_400, 1_400] as [number, number] }
    const report = reportOf(await run(batches, 400, plan, 400))
    expect(report.outcomes).toEqual({ ...none, deliveredOnce: 400 })
    expect(report.invocations).toBeGreaterThan(5)
  })
})

describe('npm run deliver', () => {
  it('makes events after recorded ones and says what became of them', async () => {
    const result = await deliver({ root, function: 'dub', events: '50', faults: 'none', seed: 1 })
    expect(result).toMatchObject({ function: 'dub', events: 50, outcomes: { ...none, deliveredOnce: 50 } })
    expect(printResult(result)).toMatchInlineSnapshot(`
      "dub: 50 events, faults "none" (Nothing goes wrong), seed 1

                                              events
      --------------------------------------  ------
      delivered once                              50
      delivered more than once                     0
        of these counted twice by the vendor       0
      discarded                                    0
      expired after four hours                     0
        of these two accepted nevertheless         0
      lost                                         0

      from  arrived  invocations  delivered  retried  discarded  expired  waiting
      ----  -------  -----------  ---------  -------  ---------  -------  -------
      0:00        8            8          8        0          0        0        0
      0:10        9            9          9        0          0        0        0
      0:20        8            8          8        0          0        0        0
      0:30        8            8          8        0          0        0        0
      0:40        9            9          9        0          0        0        0
      0:50        8            8          8        0          0        0        0

      50 invocations, 9,930 ms billed, 50 requests, 0 restarts, 0:59 hours in all.

      Nothing is lost without a word: 0 events count as delivered that the vendor never accepted.
      "
    `)
  })

  it('takes events and settings from files, and names the line of a mistake', async () => {
    const folder = await temporaryFolder({
      'events.ndjson': `${JSON.stringify(targets[0]!.event(1))}\n\n${JSON.stringify(targets[0]!.event(2))}\n`,
      'wrong.ndjson': '{"type":"track"}\n{"type":\n',
      'empty.ndjson': '\n',
      'settings.json': { apiKey: 'fake_key' }
    })
    const options = { root, function: 'dub', faults: 'none', settings: `${folder}/settings.json`, seed: 1 }
    const { events, outcomes } = await deliver({ ...options, events: `${folder}/events.ndjson` })
    expect([events, outcomes.deliveredOnce]).toEqual([2, 2])
    await expect(deliver({ ...options, events: `${folder}/wrong.ndjson` })).rejects.toThrow(
      `${folder}/wrong.ndjson:2 is not JSON.`
    )
    await expect(deliver({ ...options, events: `${folder}/empty.ndjson` })).rejects.toThrow('holds no event')
    await expect(deliver({ ...options, events: `${folder}/none.ndjson` })).rejects.toThrow(UserError)
  })

  it('says why no recorded event can be made more of', async () => {
    await expect(
      deliver({ root, function: 'saasquatch', events: '10', faults: 'none', seed: 1 })
    ).rejects.toThrow('The setting "Tenant Alias" is empty.')
  })

  it.each(['0', '1000001'])('refuses to make %s events', async (events) => {
    await expect(deliver({ root, function: 'dub', events, faults: 'none', seed: 1 })).rejects.toThrow(
      new UserError('usage', `--events is ${events}.`, 'Give a number from 1 to 1,000,000, or a file.')
    )
  })
})
