/**
 * What a terminal shows of a text: tables that keep to its width, and colour on differences, outcomes and warnings. Files
 * and pipes get the text as it is.
 */
import pico from 'picocolors'

const colours = pico.createColors(true)

/** How a line looks, by what it begins with; the first that fits counts. */
const looks: [RegExp, (line: string) => string][] = [
  [/^\s*(\+\+\+|---) /, colours.bold],
  [/^\s*@@ /, colours.cyan],
  [/^\s*\+(?!\d)/, colours.green],
  [/^\s*-(?![-\d])/, colours.red],
  [/^\s*(BREAKING|DRIFT):/, colours.yellow],
  [/^warning: /, colours.yellow],
  [/^(delivered|accepted)\b/, colours.green],
  [/^(discarded|refused)\b/, colours.red],
  [/^retried\b/, colours.magenta],
  [/^\d[\d,]* passed, 0 failed/, colours.green],
  [/^\d[\d,]* passed, \d/, colours.red]
]

/** @returns the text with colours, as terminals understand them */
export const paint = (text: string): string =>
  text
    .split('\n')
    .map((line) => looks.find(([start]) => start.test(line))?.[1](line) ?? line)
    .join('\n')

/** Below this a column would be unreadable. */
const narrowest = 12

/** @returns the text with every table cut to a width, its longest cells going on in further lines */
export function fitTables(text: string, width: number): string {
  const lines = text.split('\n')
  const fitted: string[] = []
  for (let at = 0; at < lines.length;) {
    const isTable = /^-+(  +-+)+$/.test(lines[at + 1] ?? '')
    let end = at + 1
    if (isTable) while (end < lines.length && lines[end] !== '') end++
    fitted.push(...(isTable ? fitTable(lines.slice(at, end), width) : [lines[at]!]))
    at = end
  }
  return fitted.join('\n')
}

function fitTable(lines: string[], width: number): string[] {
  if (Math.max(...lines.map((line) => line.length)) <= width) return lines
  const starts = [...lines[1]!.matchAll(/-+/g)].map(({ index }) => index)
  const rows = lines.map((line) =>
    starts.map((start, column) => line.slice(start, starts[column + 1]).trimEnd())
  )
  const widths = starts.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const gaps = 2 * (widths.length - 1)
  while (widths.reduce((sum, one) => sum + one, gaps) > width) {
    const widest = widths.indexOf(Math.max(...widths))
    if (widths[widest]! <= narrowest) break
    widths[widest]! -= 1
  }
  return rows.flatMap((row, index) => {
    if (index === 1) return [widths.map((one) => '-'.repeat(one)).join('  ')]
    const cells = row.map((cell, column) => wrap(cell, widths[column]!))
    const height = Math.max(...cells.map((cell) => cell.length))
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, column) => (cell[line] ?? '').padEnd(widths[column]!))
        .join('  ')
        .trimEnd()
    )
  })
}

/** Breaks between words where there are any. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width)
    const cut = space > 0 ? space : width
    lines.push(rest.slice(0, cut))
    rest = rest.slice(cut).trimStart()
  }
  return [...lines, rest]
}
