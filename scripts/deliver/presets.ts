/** Fault plans with a name, for `npm run deliver -- … --faults <name>`. */
import type { FaultPlan } from './fault-plan.ts'

const halfAnHour = [{ fromMinute: 10, toMinute: 40 }]

export const presets: Record<string, FaultPlan> = {
  none: { description: 'Nothing goes wrong' },
  outage: { description: 'Nobody listens at the vendor for 30 minutes', outages: halfAnHour },
  resets: {
    description: '5 % of the connections break, half of them after the vendor accepted',
    rates: { reset: 0.05 }
  },
  rough: {
    description: 'A bad day: broken connections, errors, timeouts, and a new process every 1,000 events',
    rates: { reset: 0.05, '429': 0.02, '500': 0.02, timeout: 0.01 },
    restartEveryEvents: 1_000
  },
  replays: {
    description:
      'A bad day on which a tenth of the events is replayed on purpose, and a tenth shares its messageId',
    rates: { reset: 0.05, '429': 0.02, '500': 0.02, timeout: 0.01 },
    replayRate: 0.1,
    sharedIdRate: 0.1
  },
  'rate-limit': { description: 'The vendor takes 100 requests a minute', rateLimitPerMinute: 100 },
  'expired-key': { description: 'The key expires after 20 minutes', keyExpiresAtMinute: 20 },
  'long-outage': {
    description: 'Nobody listens for longer than Segment tries',
    outages: [{ fromMinute: 10, toMinute: 400 }]
  },
  readme: {
    description: 'An outage of 30 minutes, 5 % broken connections, and a new process every 1,000 events',
    outages: halfAnHour,
    rates: { reset: 0.05 },
    restartEveryEvents: 1_000
  }
}
