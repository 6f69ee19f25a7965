/**
 * SaaSquatch's names for events and their fields.
 *
 * "Key names will be camelcased" (SaaSquatch Help Center, Segment destination).
 */
import { PayloadValidationError } from '@segment/actions-core'
import { cut } from 'segment-functions/runtime'

const nameLength = 64

/**
 * `Plan-Upgraded (v2)!` becomes `planUpgradedV2`, `PLAN_TYPE` becomes `planType`; at most 64 characters. Letters lose
 * their marks, and what then is beyond ASCII is dropped without ending a word: `Größe gewählt` becomes `groeGewahlt`. A
 * text without any letter or digit of ASCII gives `''`.
 */
export function camelCase(text: string): string {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/[^A-Za-z0-9]/g, ''))
    .filter((word) => word !== '')
  return words.map(inCamelCase).join('').slice(0, nameLength)
}

function inCamelCase(word: string, position: number): string {
  const isInCapitals = word === word.toUpperCase()
  if (position === 0 && isInCapitals) return word.toLowerCase()
  const rest = word.slice(1)
  const first = word.charAt(0)
  return position === 0
    ? first.toLowerCase() + rest
    : first.toUpperCase() + (isInCapitals ? rest.toLowerCase() : rest)
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
