/**
 * Which user a delete event is about, for every vendor alike.
 */
import { PayloadValidationError } from '@segment/actions-core'
import { isBlank } from './blank.ts'

/**
 * @param payload - what `onDelete` receives: a whole event, which nobody has checked
 * @returns the userId as it is; a number counts as its text
 * @throws PayloadValidationError when there is none, or one of blanks
 */
export function userToDelete({ userId }: { userId?: unknown }): string {
  const id = typeof userId === 'number' ? String(userId) : userId
  if (typeof id !== 'string' || isBlank(id))
    throw new PayloadValidationError(
      'The delete event has no userId, and without a user id there is nobody to delete.'
    )
  return id
}
