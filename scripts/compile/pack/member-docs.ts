/** Takes the documentation of class members out of a bundle: esbuild keeps it, although it drops that of functions. */
import type { Edit } from '../edit.ts'
import type { Syntax } from '../syntax.ts'

/** @returns what takes them out, with the lines they stand on */
export function dropMemberDocs({ code, comments, classes }: Syntax): Edit[] {
  return classes.flatMap(({ start, end }) =>
    comments
      .filter((comment) => comment.value.startsWith('*') && start < comment.start && comment.end < end)
      .map((comment) => ({
        start: code.lastIndexOf('\n', comment.start) + 1,
        end: code.indexOf('\n', comment.end) + 1,
        text: ''
      }))
  )
}
