/** Takes out of an event what tells who somebody is, by the names that Segment's Spec has for it. */
import { isObject } from '../runtime/author/text.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'

/** Of traits, and of where somebody is. */
const personal: [name: RegExp, sample: string][] = [
  [/^e?mail$/i, 'jane.doe@example.com'],
  [/^first_?name$/i, 'Jane'],
  [/^last_?name$/i, 'Doe'],
  [/^phone$/i, '+15555550123'],
  [/^(ip|user_?ip)$/i, '203.0.113.42'],
  [/^(street|city|state|postal_?code|birthday)$/i, 'Example'],
  [/^(username|nick_?name)$/i, 'jane'],
  [/^user_?id$/i, 'user_0001'],
  [/^anonymous_?id$/i, 'db90dc81-38ce-4282-b002-51a02e889511'],
  [/^avatar$/i, 'https://www.example.com/avatar.png']
]

/** @returns the event with samples in their place */
export const withoutPersonal = (event: SegmentEvent): SegmentEvent => replaced(event, '') as SegmentEvent

/** @returns a function that does the same to a text of somebody who repeats what the event says */
export function withoutPersonOf(event: SegmentEvent): (text: string) => string {
  const samples = new Map(pairsOf(event, withoutPersonal(event)))
  // A long value may hold a short one.
  const values = [...samples.keys()].sort((one, other) => other.length - one.length)
  return (text) => values.reduce((shown, value) => shown.replaceAll(value, samples.get(value)!), text)
}

/** What was replaced, and by what. */
function pairsOf(before: unknown, after: unknown): [string, string][] {
  if (typeof before === 'string') return before !== after && before !== '' ? [[before, after as string]] : []
  if (typeof before !== 'object' || before === null) return []
  return Object.entries(before).flatMap(([name, one]) =>
    pairsOf(one, (after as Record<string, unknown>)[name])
  )
}

/** @param within - the name of the member that holds the value: a `name` among traits is a person's, elsewhere a page's */
function replaced(value: unknown, within: string): unknown {
  if (Array.isArray(value)) return value.map((one) => replaced(one, within))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      const sample =
        name === 'name' && within === 'traits'
          ? 'Jane Doe'
          : personal.find(([pattern]) => pattern.test(name))?.[1]
      return [name, typeof one === 'string' && sample !== undefined ? sample : replaced(one, name)]
    })
  )
}
