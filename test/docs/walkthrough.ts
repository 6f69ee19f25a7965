/** Takes a page of documentation apart into what a reader would do with it, in its order. */

export type Step =
  /** A code block below "`path/to/file`:"; below "`path/to/file`, added to what is there:" it is merged into the file. */
  | { kind: 'file'; path: string; added: boolean; content: string }
  /** A `sh` block, and the `text` block below it: what it prints. */
  | { kind: 'command'; command: string; output: string }

const block = /^(?:`([^`\n]+)`(, added to what is there)?:\n\n)?```(\w+)\n(.*?)^```$/gms

/** @param markdown - a page, or a part of one */
export function stepsOf(markdown: string): Step[] {
  const steps: Step[] = []
  for (const [whole, path, added, language, content = ''] of markdown.matchAll(block)) {
    const last = steps.at(-1)
    if (path !== undefined) steps.push({ kind: 'file', path, added: added !== undefined, content })
    else if (language === 'sh') steps.push({ kind: 'command', command: content.trim(), output: '' })
    else if (language === 'text' && last?.kind === 'command') last.output = content
    else throw new Error(`A block is neither a file, nor a command, nor its output:\n${whole}`)
  }
  return steps
}

/** @returns what stands below a heading, up to the next one of its level */
export function chapterOf(markdown: string, heading: string): string {
  const start = markdown.indexOf(`\n## ${heading}\n`)
  if (start < 0) throw new Error(`There is no chapter "${heading}".`)
  const end = markdown.indexOf('\n## ', start + 1)
  return markdown.slice(start + 1, end < 0 ? undefined : end)
}

/** @returns what a page shows of an output, as a pattern: a line of `…` alone stands for any lines */
export function printedAs(shown: string): RegExp {
  const parts = shown.split(/^ *…\n/m).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(?:.*\\n)+?')}$`)
}
