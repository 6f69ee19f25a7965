/** Where a mistake stands, for the errors of reading. */
import type { UserErrorCode } from '../../shared/errors.ts'
import { UserError } from '../../shared/errors.ts'

export interface Place {
  /** `segment.config.json: functions.dub.presets["Track a lead"]`. */
  text: string
  code: UserErrorCode
}

/** @param step - is put behind the place as it is: `.mapping`, `: /name` */
export const below = (place: Place, step: string): Place => ({ ...place, text: place.text + step })

/**
 * @param reason - continues the sentence that the place begins: ` maps the field "nam", which …`
 * @throws {@link UserError} always
 */
export function refuse({ text, code }: Place, reason: string, hint?: string, cause?: unknown): never {
  throw new UserError(code, text + reason, hint, { cause })
}
