/** Random fault plans. */
import fc from 'fast-check'
import type { FaultPlan } from '../../scripts/deliver/fault-plan.ts'

const rate = fc.double({ min: 0, max: 0.15, noNaN: true })
const minute = fc.integer({ min: 0, max: 120 })

/** Half of the plans have one process that lasts, which alone promises to send nothing again. */
const processes: fc.Arbitrary<FaultPlan> = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      processes: fc.integer({ min: 1, max: 3 }),
      restartEveryEvents: fc.integer({ min: 5, max: 40 }),
      restartRate: fc.constantFrom(0.01, 0.1)
    },
    { requiredKeys: [] }
  )
)

const faults: fc.Arbitrary<FaultPlan> = fc.record(
  {
    spreadMinutes: fc.constantFrom(0, 1, 10, 90),
    latencyMs: fc.constantFrom<[number, number]>([1, 5], [80, 300], [400, 2_500], [1_000, 6_000]),
    rates: fc.record(
      { '400': rate, '404': rate, '429': rate, '500': rate, timeout: rate, reset: rate },
      { requiredKeys: [] }
    ),
    outages: fc
      .tuple(minute, fc.integer({ min: 1, max: 300 }))
      .map(([fromMinute, length]) => [{ fromMinute, toMinute: fromMinute + length }]),
    rateLimitPerMinute: fc.integer({ min: 0, max: 30 }),
    keyExpiresAtMinute: minute,
    evictionRate: rate,
    replayRate: rate,
    sharedIdRate: rate
  },
  { requiredKeys: ['spreadMinutes', 'latencyMs', 'rates'] }
)

export const arbitraryPlan = fc
  .tuple(faults, processes)
  .map(([plan, more]): FaultPlan => ({ ...plan, ...more }))
