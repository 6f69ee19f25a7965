/** Changes of a text by places, made at once, so that none moves the place of another. */

export interface Edit {
  start: number
  end: number
  /** What stands there afterwards. */
  text: string
}

/**
 * @param source - the text that the places count in
 * @param edits - in any order; one inside a part that another takes out is dropped with it
 */
export function edit(source: string, edits: Edit[]): string {
  const ordered = [...edits].sort((one, other) => one.start - other.start || other.end - one.end)
  let text = ''
  let from = 0
  for (const { start, end, text: written } of ordered) {
    if (start < from) continue
    text += source.slice(from, start) + written
    from = end
  }
  return text + source.slice(from)
}
