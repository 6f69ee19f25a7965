/**
 * Which events of a batch go to `performBatch` together, as Segment's platform decides it before an action is called: those
 * of one audience whose fields named by `batch_keys` are equal, at most `batch_size` of them, and none whose
 * `enable_batching` is false.
 */
import { isObject } from '../author/text.ts'
import type { SegmentEvent } from '../author/types.ts'

export interface Sendable {
  event: SegmentEvent
  payload: unknown
}

/** @returns the groups in the order of their first events; `alone` is for `perform` */
export function batchGroups<Item extends Sendable>(items: Item[]): { items: Item[]; alone: boolean }[] {
  const groups: { items: Item[]; alone: boolean }[] = []
  const open = new Map<string, Item[]>()
  for (const item of items) {
    const payload = isObject(item.payload) ? item.payload : {}
    if (payload.enable_batching === false) {
      groups.push({ items: [item], alone: true })
      continue
    }
    const key = keyOf(item.event, payload)
    const group = open.get(key)
    if (group && group.length < sizeOf(payload)) group.push(item)
    else {
      const started = [item]
      open.set(key, started)
      groups.push({ items: started, alone: false })
    }
  }
  return groups
}

function keyOf({ context }: SegmentEvent, payload: Record<string, unknown>): string {
  const personas = isObject(context) && isObject(context.personas) ? context.personas : {}
  const names = [payload.batch_keys ?? []].flat().map(String)
  return JSON.stringify([
    personas.computation_id,
    personas.computation_key,
    names.map((name) => (Object.hasOwn(payload, name) ? payload[name] : undefined))
  ])
}

function sizeOf({ batch_size: size }: Record<string, unknown>): number {
  return typeof size === 'number' && size > 0 ? size : Infinity
}
