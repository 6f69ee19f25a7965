/**
 * Required texts that say nothing: blanks, and the "" that Segment's validation makes of a list that holds nothing, such
 * as `[null]`.
 */
import { PayloadValidationError } from '@segment/actions-core'
import { isBlank } from './blank.ts'

/**
 * @param text - the value of a required field
 * @param field - its key
 * @throws PayloadValidationError when the text is empty or blank
 */
export function requireText(text: string, field: string): string {
  if (isBlank(text)) throw new PayloadValidationError(`The field ${field} is empty.`)
  return text
}

/**
 * For actions that send a whole event, of which no field is validated.
 *
 * @throws PayloadValidationError when a track call has no name
 */
export function requireEventName({ type, event }: Record<string, unknown>): void {
  const hasName = (typeof event === 'string' && !isBlank(event)) || typeof event === 'number'
  if (type === 'track' && !hasName) throw new PayloadValidationError('The track event has no name.')
}
