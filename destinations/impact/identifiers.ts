/**
 * The parameters by which impact.com recognises a customer or a device. Without any of them it cannot attribute what it
 * is told, and refuses it.
 */
import { PayloadValidationError } from '@segment/actions-core'
import type { TextForm } from './text-form.ts'

/** Ids of a customer, a device or a click. */
const ids = [
  'ClickId',
  'CustomerId',
  'CustomProfileId',
  'CustomClickId',
  'GoogAId',
  'AndroidId',
  'AppleIfa',
  'AppleIfv'
]

/** https://integrations.impact.com/impact-brand/reference/submit-a-conversion */
export const conversionIdentifiers = [
  ...ids,
  'OrderPromoCode',
  'PromoCode',
  'MediaId',
  'MediaPartnerId',
  'UniqueUrl',
  'CallerId'
]

/** https://integrations.impact.com/impact-brand/reference/create-a-pageload */
export const pageLoadIdentifiers = ids.filter((id) => id !== 'CustomClickId')

// Devices that must not be tracked write their advertising id as zeros, in whatever form.
const zeros = /^[\s{]*0[0\-:\s}]*$/

/** Whether an id tells one customer, device or click from another; zeros and switches do not. */
export const isId = (text: string): boolean => !zeros.test(text) && text !== 'true' && text !== 'false'

/** Takes out the ids that identify nobody. */
export function withoutEmptyIds(form: TextForm): TextForm {
  const empty = ids.filter((id) => form[id] !== undefined && !isId(form[id]))
  // An order may have ten thousand parameters, and hardly ever an id that is none.
  if (empty.length === 0) return form
  return Object.fromEntries(Object.entries(form).filter(([parameter]) => !empty.includes(parameter)))
}

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
