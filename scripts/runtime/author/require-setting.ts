/**
 * Checks of settings that only some actions need; settings that all need are `required` in the definition.
 */
import { PayloadValidationError } from '@segment/actions-core'

/**
 * @param value - the setting's value
 * @param label - the setting's label, so that the message says where to look
 * @throws PayloadValidationError when the setting is unset, empty or blank
 */
export function requireSetting(value: string | undefined, label: string): string {
  if (!value?.trim()) throw new PayloadValidationError(`The setting "${label}" is empty. Set it in Segment.`)
  return value.trim()
}

/**
 * @param value - a setting that holds an address
 * @param label - the setting's label
 * @returns the address without blanks around it
 * @throws PayloadValidationError when it is unset, no URL, or not `https:`; the message never repeats the address,
 *   which may itself be a secret
 */
export function requireHttpsUrl(value: string | undefined, label: string): string {
  const address = requireSetting(value, label)
  let protocol: string
  try {
    protocol = new URL(address).protocol
  } catch {
    throw new PayloadValidationError(`The setting "${label}" is not a web address.`)
  }
  if (protocol !== 'https:')
    throw new PayloadValidationError(`The setting "${label}" must start with https://.`)
  return address
}

/**
 * @param value - a setting that is sent in a header
 * @param label - the setting's label
 * @returns the key without blanks around it
 * @throws PayloadValidationError when it is empty, or holds characters that no header can carry, such as an invisible one
 *   that was copied along; the message never repeats the key
 */
export function requireToken(value: string | undefined, label: string): string {
  const token = requireSetting(value, label)
  if (/[^\x20-\x7e]/.test(token))
    throw new PayloadValidationError(
      `The setting "${label}" holds a character that no key has. Copy it again without what stands around it.`
    )
  return token
}
