/**
 * The track calls of a batch, put together by user: SaaSquatch takes several events in one call only when they are of
 * one user.
 */
import { createHash } from 'node:crypto'
import { filled } from 'segment-functions/runtime'
import { userKey } from '../api.ts'
import type { PersonTraits } from '../person.ts'
import type { SquatchEvent } from './event.ts'
import type { TrackPayload } from './fields.ts'
import type { UserEvents } from './send-events.ts'

/** A payload of a batch with its place there and its event. */
export interface BatchEntry {
  index: number
  payload: TrackPayload
  event: SquatchEvent
}

/** Entries of one user, in the order of the batch, and the call that delivers them. */
export interface UserGroup {
  entries: BatchEntry[]
  call: UserEvents
}

/** One group a user (account and user id), in the order in which the users first appear. */
export function groupByUser(entries: BatchEntry[]): UserGroup[] {
  const users = new Map<string, BatchEntry[]>()
  for (const entry of entries) {
    const { accountId, userId } = userKey(entry.payload)
    const key = JSON.stringify([accountId, userId])
    users.set(key, [...(users.get(key) ?? []), entry])
  }
  return [...users.values()].map((group) => ({ entries: group, call: callOf(group) }))
}

function callOf(entries: BatchEntry[]): UserEvents {
  const payloads = entries.map(({ payload }) => payload)
  return {
    user: userKey(payloads[0]!),
    traits: latestTraits(payloads),
    idempotencyKey: sharedKey(payloads.map(({ idempotencyKey }) => idempotencyKey)),
    events: entries.map(({ event }) => event)
  }
}

/** Of each trait the last value that says something. */
const latestTraits = (payloads: TrackPayload[]): PersonTraits => ({
  email: latest(payloads, 'email'),
  firstName: latest(payloads, 'firstName'),
  lastName: latest(payloads, 'lastName'),
  name: latest(payloads, 'name')
})

const latest = (payloads: TrackPayload[], trait: keyof PersonTraits) =>
  payloads
    .map((payload) => payload[trait])
    .filter(filled)
    .at(-1)

/**
 * The key of a call: that of its only event, or a hash of all of them, the same whenever the same events come back
 * together, in whatever order. Without the key of every event two different calls could share one, and SaaSquatch would
 * drop the second: then none is sent.
 */
function sharedKey(keys: (string | undefined)[]): string | undefined {
  if (keys.length === 1) return keys[0]
  const known = keys.filter(filled)
  if (known.length < keys.length) return undefined
  return createHash('sha256').update(JSON.stringify(known.sort())).digest('hex')
}
