/**
 * The global `Segment` of a source function, which collects what the function sends (segmentio/functions-library,
 * buildpack/boreal): its checks, and what it leaves out.
 */
import { functionErrors } from './function-errors.ts'
import type { SentMessage } from './types.ts'

type Given = Record<string, unknown>

/** What every call but `set` may have; everything else is left out. `sentAt` and `integrations` are taken, too. */
const commonMembers = ['userId', 'anonymousId', 'context', 'integrations', 'messageId', 'sentAt', 'timestamp']

/** What the calls have besides, and what of it must be there. */
const calls = {
  identify: { members: ['traits'], needed: [] },
  track: { members: ['event', 'properties'], needed: ['event'] },
  page: { members: ['name', 'properties'], needed: [] },
  screen: { members: ['name', 'properties'], needed: [] },
  group: { members: ['groupId', 'traits'], needed: ['groupId'] },
  alias: { members: ['previousId'], needed: ['previousId'] },
  set: { members: ['collection', 'id', 'properties'], needed: ['collection', 'id'] }
} as const satisfies Record<string, { members: readonly string[]; needed: readonly string[] }>

export interface SegmentCollector {
  /** What the function calls. */
  global: Record<keyof typeof calls, (message: Given) => SentMessage>
  /** Gives what was collected, and forgets it. */
  take(): SentMessage[]
}

export function createCollector(): SegmentCollector {
  let collected: SentMessage[] = []
  const callOf =
    (type: keyof typeof calls) =>
    (given: Given): SentMessage => {
      const { members, needed } = calls[type]
      for (const name of needed)
        if (given[name] === undefined || given[name] === '') throw missing(`${name} is`)
      if (type !== 'set' && !given.userId && !given.anonymousId) throw missing('One of userId,anonymousId is')
      const kept = [...members, ...(type === 'set' ? [] : commonMembers)].filter((name) => given[name])
      const message = { type, ...Object.fromEntries(kept.map((name) => [name, given[name]])) }
      // A message is JSON on its way to Segment.
      collected.push(JSON.parse(JSON.stringify(message)) as SentMessage)
      return message
    }
  return {
    global: {
      identify: callOf('identify'),
      track: callOf('track'),
      page: callOf('page'),
      screen: callOf('screen'),
      group: callOf('group'),
      alias: callOf('alias'),
      set: callOf('set')
    },
    take() {
      const taken = collected
      collected = []
      return taken
    }
  }
}

const missing = (what: string) => new functionErrors.ValidationError(`${what} required but not defined`)
