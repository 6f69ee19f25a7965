/** The few pieces of Markdown that the READMEs are made of. Prettier lays them out. */

/** A code span that may itself hold backticks. */
export function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`'
  return `${fence}${text}${fence}`
}

/** @param rows - the cells; the first row is the head */
export function markdownTable(rows: string[][]): string {
  const [head = [], ...body] = rows
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
}

/** A bar would end the cell, in a code span too. */
const cell = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')

/** `a, b or c` */
export function listOf(items: string[], conjunction: 'and' | 'or'): string {
  if (items.length <= 1) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)!}`
}

/** The parts in the order given, without those that are empty. */
export const paragraphs = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join('\n\n')
