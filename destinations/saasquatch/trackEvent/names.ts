/**
 * SaaSquatch's names for events and their fields.
 *
 * "Key names will be camelcased" (SaaSquatch Help Center, Segment destination).
 */
import { PayloadValidationError } from '@segment/actions-core'
import { cut } from 'segment-functions/runtime'

const nameLength = 64

/**
 * `Plan-Upgraded (v2)!` becomes `planUpgradedV2`, `URL_Shared` becomes `urlShared`; at most 64 characters. Only ASCII
 * letters and digits count; a text without any gives `''`.
 */
export function camelCase(text: string): string {
  const [first = '', ...rest] = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const head =
    first === first.toUpperCase() ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1)
  const tail = rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return [head, ...tail].join('').slice(0, nameLength)
}

/** Segment's spec'd names of the two events SaaSquatch has a schema for. */
const reservedKeys = new Map([
  ['Order Completed', 'purchase'],
  ['Order Refunded', 'refund']
])

/**
 * The key of an event.
 *
 * @throws PayloadValidationError when the name holds no ASCII letter or digit
 */
export function eventKey(eventName: string): string {
  const key = reservedKeys.get(eventName) ?? camelCase(eventName)
  if (key === '')
    throw new PayloadValidationError(
      `The event name "${cut(eventName, nameLength)}" holds neither a letter from A to Z nor a digit, so it gives no event key.`
    )
  return key
}
