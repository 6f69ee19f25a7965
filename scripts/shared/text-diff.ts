/** Differences between two versions of a text, such as a function's code or a fixture, as people read them. */
import { createTwoFilesPatch, OMIT_HEADERS } from 'diff'

/** Comparing two files without a common line takes quadratic time; nobody reads such a diff. */
const maxEditLength = 2_000

/**
 * @returns a unified diff with two lines around each change, the first two lines naming the sides
 */
export function diffCode(from: string, to: string, fromName: string, toName: string): string {
  const head = `--- ${fromName}\n+++ ${toName}\n`
  const patch = createTwoFilesPatch('', '', from, to, undefined, undefined, {
    context: 2,
    maxEditLength,
    headerOptions: OMIT_HEADERS
  })
  return head + (patch ?? '(too different to be shown line by line)\n')
}

/** @returns the diff cut to so many lines, the last one telling how much is missing */
export function shorten(diff: string, maxLines: number): string {
  const lines = diff.trimEnd().split('\n')
  if (lines.length <= maxLines) return lines.join('\n')
  return [...lines.slice(0, maxLines), `… ${lines.length - maxLines} more lines`].join('\n')
}
