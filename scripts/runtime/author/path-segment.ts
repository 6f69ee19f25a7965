/**
 * Ids of events as parts of an address.
 */
import { PayloadValidationError } from '@segment/actions-core'

/**
 * @param id - any text an event holds
 * @returns the id, URL-encoded, as one part of a path
 * @throws PayloadValidationError for the ids that no path can carry: empty, "." and ".." (clients resolve them, encoded
 *   or not, so the request would go to another resource) and halves of a character, which have no encoding
 */
export function pathSegment(id: string): string {
  if (['', '.', '..'].includes(id))
    throw new PayloadValidationError(`The id "${id}" cannot be part of an address.`)
  try {
    return encodeURIComponent(id)
  } catch {
    throw new PayloadValidationError('An id that holds half a character cannot be part of an address.')
  }
}
