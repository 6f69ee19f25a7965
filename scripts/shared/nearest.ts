/**
 * "Did you mean …": the nearest of the names that would have been right.
 */
import leven from 'leven'

/**
 * @param name - the name that does not exist
 * @param known - the names that do
 * @returns half a sentence to end an error with: the nearest name, or all names when none is near
 */
export function suggestion(name: string, known: string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  if (!nearest) return 'There are none to choose from.'
  if (nearest.distance <= Math.max(2, name.length / 3)) return `Did you mean "${nearest.candidate}"?`
  return `There are: ${known.map((candidate) => `"${candidate}"`).join(', ')}.`
}
