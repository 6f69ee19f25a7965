/** Where the parts of the flow picture lie: nodes in three columns, and bands between them as wide as events are many. */
import { taken } from './tally.ts'
import type { FunctionTally, Outcomes, PresetTally, Tally } from './tally.ts'

export const width = 980
/** Where each column begins. */
export const columns = { source: 150, preset: 340, vendor: 790 } as const
/** The width of the bars of sources and vendors. */
export const barWidth = 8
/** Of a preset, whose name stands in it. */
export const boxWidth = 200

/** A row is high enough to be read, its band never higher than `highest`. */
const rowHeight = 20
const sourceHeight = 34
const highest = 80
/** Of one event. */
const widest = 8
const gap = 6
const gapOfVendors = 10
const headHeight = 26

/** In the order in which they lie, from above. */
const marks = ['delivered', 'retried', 'discarded'] as const satisfies (keyof Outcomes)[]

export interface Node<Of> {
  of: Of
  y: number
  height: number
}

export interface Band {
  key: string
  /** Absent from a source to a preset, where nothing is decided yet. */
  mark?: (typeof marks)[number]
  /** Of an SVG path. */
  path: string
}

export interface FlowLayout {
  height: number
  sources: Node<{ name: string; count: number }>[]
  presets: Node<PresetTally & { function: string }>[]
  vendors: Node<FunctionTally>[]
  bands: Band[]
}

export function layOutFlow({ functions, from }: Tally): FlowLayout {
  const most = Math.max(1, ...functions.flatMap((fn) => fn.presets.map(({ outcomes }) => taken(outcomes))))
  const scale = Math.min(widest, highest / most)
  const { presets, vendors, bottom } = placeFunctions(functions, scale)
  const sources = placeSources(from, presets, scale, bottom)
  const last = sources.at(-1)
  return {
    height: Math.max(bottom, last ? last.y + last.height + gap : 0),
    ...{ sources, presets, vendors },
    bands: [...bandsIn(sources, presets, scale), ...bandsOut(presets, scale)]
  }
}

/** Presets one below the other, and beside them the vendor that they lead to. */
function placeFunctions(
  functions: FunctionTally[],
  scale: number
): Pick<FlowLayout, 'presets' | 'vendors'> & { bottom: number } {
  const presets: FlowLayout['presets'] = []
  const vendors: FlowLayout['vendors'] = []
  let y = headHeight
  for (const fn of functions) {
    const top = y
    for (const preset of fn.presets) {
      const height = Math.max(rowHeight, taken(preset.outcomes) * scale)
      presets.push({ of: { ...preset, function: fn.name }, y, height })
      y += height + gap
    }
    vendors.push({ of: fn, y: top, height: Math.max(rowHeight, y - gap - top) })
    y = Math.max(y, top + rowHeight + gap) + gapOfVendors
  }
  return { presets, vendors, bottom: y }
}

/** In the middle of the picture's height. */
function placeSources(
  from: Tally['from'],
  presets: FlowLayout['presets'],
  scale: number,
  bottom: number
): FlowLayout['sources'] {
  const heights = [...from].sort().map(([name, count]) => {
    const leaving = presets.reduce((all, { of }) => all + (of.from.get(name) ?? 0), 0)
    return { of: { name, count }, height: Math.max(sourceHeight, leaving * scale) }
  })
  const needed = heights.reduce((all, { height }) => all + height + gap, 0)
  let y = Math.max(headHeight, (bottom - needed) / 2)
  return heights.map(({ of, height }) => {
    const node = { of, y, height }
    y += height + gap
    return node
  })
}

function bandsIn(sources: FlowLayout['sources'], presets: FlowLayout['presets'], scale: number): Band[] {
  const leaving = (name: string) => presets.reduce((all, { of }) => all + (of.from.get(name) ?? 0), 0) * scale
  const next = new Map(sources.map(({ of: { name }, y, height }) => [name, y + (height - leaving(name)) / 2]))
  return presets.flatMap((preset) => {
    let into = startOf(preset, scale)
    return sources.flatMap(({ of: { name } }) => {
      const thick = (preset.of.from.get(name) ?? 0) * scale
      if (thick === 0) return []
      const out = next.get(name)!
      next.set(name, out + thick)
      const path = band(columns.source + barWidth, out, columns.preset, into, thick)
      into += thick
      return { key: `${name} ${preset.of.function} ${preset.of.name}`, path }
    })
  })
}

const bandsOut = (presets: FlowLayout['presets'], scale: number): Band[] =>
  presets.flatMap((preset) => {
    let y = startOf(preset, scale)
    return marks.flatMap((mark) => {
      const thick = preset.of.outcomes[mark] * scale
      if (thick === 0) return []
      const path = band(columns.preset + boxWidth, y, columns.vendor, y, thick)
      y += thick
      return { key: `${preset.of.function} ${preset.of.name} ${mark}`, mark, path }
    })
  })

/** Bands lie in the middle of their node. */
const startOf = ({ of, y, height }: FlowLayout['presets'][number], scale: number): number =>
  y + (height - taken(of.outcomes) * scale) / 2

/** From one bar to another, of one thickness. */
function band(x1: number, y1: number, x2: number, y2: number, thick: number): string {
  const middle = (x1 + x2) / 2
  const high = Math.max(1, thick)
  return `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2} v${high} C${middle},${y2 + high} ${middle},${y1 + high} ${x1},${y1 + high} Z`
}
