/**
 * Where a compiled function does something else than actions-core on purpose, and why.
 *
 * A fixture of such a case names the row (`"differs": "redirect"`). It is judged by the compiled function alone, and
 * fails when both engines agree: what differs no more must not stay hidden behind a row.
 */
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import type { Part } from '../input/shape.ts'
import { partName, text } from '../input/shape.ts'

/** What the function does, what actions-core does, and the reason. */
export const differences = {
  redirect:
    'redirects are followed only where origin, method and body stay; actions-core follows all, and an event that arrives as a bodyless GET is lost as delivered, or takes keys to another host',
  'unusable-field':
    'an optional field of a shape that nobody can use is left out and the event counts; actions-core refuses the whole event',
  'first-token':
    'where no token was entered, one is fetched before the first request; actions-core, to which a sign-in in Segment gives one, asks without it and renews it when that is refused',
  'last-token':
    'a new token that is refused, too, is not renewed again; actions-core fetches another that nothing uses',
  'failed-batch':
    'when performBatch throws, an event whose payload was found invalid before is discarded as invalid; actions-core forgets what it found, so that all of the group have the error that was thrown'
} as const

/** The id of a row in {@link differences}. */
export type DifferenceId = keyof typeof differences

/** @throws UserError when the part names no row, with the nearest */
export function differenceId(part: Part): DifferenceId {
  const id = text(part)
  if (Object.hasOwn(differences, id)) return id as DifferenceId
  throw new UserError(
    'fixture',
    `${part.file.at(part.path)}: ${partName(part)} is "${id}", which is no row of the table of differences (scripts/replay/differences.ts).`,
    suggestion(id, Object.keys(differences))
  )
}
