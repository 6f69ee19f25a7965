/**
 * What holds whatever goes wrong, shown on random fault plans. `npm run prove -- --runs 5000` tries more.
 */
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { FaultPlan } from '../../scripts/deliver/fault-plan.ts'
import { reportOf } from '../../scripts/deliver/report.ts'
import { simulate } from '../../scripts/deliver/simulate.ts'
import type { SimulatedCall } from '../../scripts/deliver/simulate.ts'
import type { Sightings } from '../../scripts/deliver/vendor.ts'
import { arbitraryPlan } from './arbitrary-plan.ts'
import { compileTarget, confirmedParts, secret, targets } from './targets.ts'
import type { Target } from './targets.ts'

const runs = Number(process.env.DELIVER_RUNS ?? 210)
const seed = Number(process.env.DELIVER_SEED ?? 20260105)

/** As it is, URL-encoded, and in base64 at each of the three offsets, without what its neighbours decide. */
const formsOfSecret = [
  secret,
  encodeURIComponent(secret),
  ...['', 'x', 'xx'].map((before) =>
    Buffer.from(before + secret)
      .toString('base64')
      .slice(4, -4)
  )
]

/** Calls whose messages had something to hide. */
let masked = 0

/** Of one event: what the vendor told the function, and what was made of it. */
interface End {
  isDelivered: boolean
  /** The function was told that every part was accepted. */
  isConfirmed: boolean
  /** Some part was accepted again after the function was told. */
  isRepeated: boolean
}

/** Parts that two processes delivered one each make an event that neither knows to be whole. */
const isKnownWhole = (target: Target, plan: FaultPlan, index: number): boolean =>
  target.parts(target.event(index)) === 1 || isOneProcess(plan)

const isOneProcess = ({ processes = 1, restartEveryEvents, restartRate }: FaultPlan): boolean =>
  processes === 1 && restartEveryEvents === undefined && restartRate === undefined

function endOf(target: Target, index: number, sightings: Sightings, isDelivered: boolean): End {
  const parts = target.parts(target.event(index))
  const confirmed = confirmedParts(sightings, target.event(index))
  return {
    isDelivered,
    isConfirmed: parts > 0 && confirmed.length === parts,
    isRepeated: confirmed.some(([, times]) => times > 1)
  }
}

function expectSoundCall(
  target: Target,
  plan: FaultPlan,
  { events, isBatch, sightings, result }: SimulatedCall
): void {
  const text = JSON.stringify(result)
  expect(formsOfSecret.filter((form) => text.includes(form))).toEqual([])
  if (text.includes('[secret]')) masked++
  // The host never had to stop the function, and found nothing odd about what it returned.
  expect(result.error?.name).not.toBe('Timeout')
  expect(result.warnings).toEqual([])
  if (!isBatch) return
  const { statuses = [] } = result
  expect(statuses).toHaveLength(events.length)
  const ends = events.map((index, i) => endOf(target, index, sightings[i]!, statuses[i]!.status === 200))
  expectTrueEnds(target, plan, events, ends)
}

/** What is reported delivered is delivered, and the other way round: statuses in a wrong order would show here. */
function expectTrueEnds(target: Target, plan: FaultPlan, events: number[], ends: End[]): void {
  expect(ends.filter(({ isDelivered, isConfirmed }) => isDelivered && !isConfirmed)).toEqual([])
  const known = ends.filter((_, i) => isKnownWhole(target, plan, events[i]!))
  expect(known.filter(({ isDelivered, isConfirmed }) => isConfirmed && !isDelivered)).toEqual([])
}

describe.each(targets)('$name: whatever goes wrong', (target) => {
  let compiled: Awaited<ReturnType<typeof compileTarget>>
  beforeAll(async () => {
    compiled = await compileTarget(target)
  })

  it(
    'every event ends once, none that was accepted is reported lost, and no secret is told',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          ...([
            arbitraryPlan,
            fc.integer({ min: 1, max: 30 }),
            fc.constantFrom(2, 20, 400),
            fc.nat(1_000_000)
          ] as const),
          async (plan, count, batchSize, chance) => {
            const indexes = Array.from({ length: count }, (_, index) => index)
            const simulation = await simulate({
              ...{ code: compiled.code, settings: target.settings, plan, seed: chance },
              events: indexes.map((index) => target.event(index)),
              ...(compiled.hasBatches && { batch: { events: batchSize } }),
              onCall: (call) => expectSoundCall(target, plan, call)
            })

            const { outcomes } = reportOf(simulation)
            const replays = simulation.events.flatMap(({ replayOf }) => replayOf ?? [])
            expect(Object.values(outcomes).reduce((sum, number) => sum + number, 0)).toBe(
              count + replays.length
            )
            expect(outcomes.lost).toBe(0)
            const all = [...indexes, ...replays]
            const ends = simulation.events.map((record, i) =>
              endOf(target, all[i]!, record, record.final.kind === 'delivered')
            )
            expectTrueEnds(target, plan, all, ends)
            if (isOneProcess(plan)) expect(ends.filter(({ isRepeated }) => isRepeated)).toEqual([])
          }
        ),
        { seed, numRuns: Math.ceil(runs / targets.length) }
      )
    },
    60_000 + runs * 1_000
  )
})

it('secrets were among what vendors answered, so that there was something to hide', () => {
  expect(masked).toBeGreaterThan(runs / 2)
})
