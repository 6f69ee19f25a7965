/**
 * The part of a SaaSquatch user that both an identify call and the user made for an early event have: e-mail and names.
 */
import { cut, filled, splitName } from 'segment-functions/runtime'

export interface PersonTraits {
  email?: string
  firstName?: string
  lastName?: string
  name?: string
}

// SaaSquatch Help Center, Segment destination: texts are truncated to 1024 characters.
const textLength = 1024

/** The text as SaaSquatch takes it, or undefined for an empty one, which leaves the field out of the request. */
export const text = (value: string | undefined): string | undefined =>
  value ? cut(value, textLength) : undefined

/** E-mail and names; what `firstName` and `lastName` do not say is taken from `name`, each for itself. */
export function person({ email, firstName, lastName, name }: PersonTraits) {
  const { first, last } = splitName(name)
  return {
    email: text(filled(email)),
    firstName: text(firstName) ?? text(first),
    lastName: text(lastName) ?? text(last)
  }
}
