/**
 * Whether a warehouse event says that a row is in or out of an audience, by the mode that its mapping is synced in, as
 * actions-core reads it.
 */
import type { SegmentEvent } from '../author/types.ts'

const entered: Record<string, string[]> = {
  add: ['new'],
  update: ['updated'],
  upsert: ['new', 'updated'],
  mirror: ['new', 'updated']
}

/** @returns true for entered, false for exited, undefined for any other event */
export function syncMembership({ type, event }: SegmentEvent, syncMode: string): boolean | undefined {
  if (type !== 'track' || typeof event !== 'string') return undefined
  if (entered[syncMode]?.includes(event)) return true
  return event === 'deleted' && (syncMode === 'delete' || syncMode === 'mirror') ? false : undefined
}
