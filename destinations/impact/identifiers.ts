/**
 * The parameters by which impact.com recognises a customer or a device. Without any of them it cannot attribute what it
 * is told, and refuses it.
 */
import { PayloadValidationError } from '@segment/actions-core'
import type { TextForm } from './text-form.ts'

/** https://integrations.impact.com/impact-brand/reference/submit-a-conversion */
export const conversionIdentifiers = [
  'ClickId',
  'CustomerId',
  'CustomProfileId',
  'CustomClickId',
  'OrderPromoCode',
  'PromoCode',
  'MediaId',
  'MediaPartnerId',
  'UniqueUrl',
  'CallerId',
  'GoogAId',
  'AndroidId',
  'AppleIfa',
  'AppleIfv'
]

/** https://integrations.impact.com/impact-brand/reference/create-a-pageload */
export const pageLoadIdentifiers = [
  'CustomProfileId',
  'GoogAId',
  'AndroidId',
  'AppleIfa',
  'AppleIfv',
  'ClickId',
  'CustomerId'
]

/**
 * @param what - "conversion" or "page load", for the message
 * @throws PayloadValidationError when the form has none of the identifiers
 */
export function requireIdentifier(form: TextForm, identifiers: string[], what: string): void {
  if (identifiers.some((identifier) => Object.hasOwn(form, identifier))) return
  throw new PayloadValidationError(
    `impact.com cannot attribute a ${what} without an identifier. Send an anonymousId or userId with the event, or map one of ${identifiers.join(', ')} in the setting "Custom Parameter Mapping".`
  )
}

/**
 * Takes out a CustomerId that impact.com would not accept for a page load: shorter than 7 characters, made of fewer than
 * 3 different ones, or with white space in it.
 */
export function withUsableCustomerId({ CustomerId, ...form }: TextForm): TextForm {
  if (CustomerId === undefined) return form
  const characters = [...CustomerId]
  const isUsable = characters.length >= 7 && new Set(characters).size >= 3 && !/\s/.test(CustomerId)
  return isUsable ? { ...form, CustomerId } : form
}
