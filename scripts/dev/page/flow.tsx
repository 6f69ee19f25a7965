/** The session as a picture: bands of events from their sources through presets to vendors, as wide as they are many. */
import { taken } from './tally.ts'
import type { FunctionTally, Outcomes, Tally } from './tally.ts'

const width = 980
const columns = { source: 150, preset: 340, vendor: 790 }
const bar = 8
/** A preset is a box with its name in it. */
const box = 200
/** A row is high enough to be read, its band never higher than `highest`. */
const rowHeight = 20
const highest = 80
/** Of one event. */
const widest = 8
const gap = 6

interface Place {
  y: number
  height: number
}

const kinds = ['delivered', 'retried', 'discarded'] as const satisfies (keyof Outcomes)[]

export function Flow({ tally }: { tally: Tally }) {
  const { functions, from } = tally
  const presets = functions.flatMap((fn) => fn.presets.map((preset) => ({ fn, preset })))
  const most = Math.max(1, ...presets.map(({ preset }) => taken(preset.outcomes)))
  const scale = Math.min(widest, highest / most)
  const sum = (outcomes: Outcomes): number => taken(outcomes) * scale

  const places = new Map<object, Place>()
  let y = 26
  for (const fn of functions) {
    const top = y
    for (const preset of fn.presets) {
      const height = Math.max(rowHeight, sum(preset.outcomes))
      places.set(preset, { y, height })
      y += height + gap
    }
    places.set(fn, { y: top, height: Math.max(rowHeight, y - gap - top) })
    y = Math.max(y, top + rowHeight + gap) + 10
  }
  const bottom = y
  const sources = [...from.keys()].sort()
  const outOf = new Map(
    sources.map((name) => [
      name,
      presets.reduce((all, { preset }) => all + (preset.from.get(name) ?? 0), 0) * scale
    ])
  )
  const needed = sources.reduce((all, name) => all + Math.max(34, outOf.get(name)!) + gap, 0)
  let sourceY = Math.max(26, (bottom - needed) / 2)
  const starts = new Map<string, { top: number; height: number; next: number }>()
  for (const name of sources) {
    const height = Math.max(34, outOf.get(name)!)
    starts.set(name, { top: sourceY, height, next: sourceY + (height - outOf.get(name)!) / 2 })
    sourceY += height + gap
  }
  const height = Math.max(bottom, sourceY)

  return (
    <svg class="flow" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={inWords(tally)}>
      <text class="head" x={columns.source - 14} y="12" text-anchor="end">
        Sources
      </text>
      <text class="head" x={columns.preset} y="12">
        Presets
      </text>
      <text class="head" x={columns.vendor} y="12">
        Vendors
      </text>
      {presets.flatMap(({ preset }) => {
        const place = places.get(preset)!
        let into = place.y + (place.height - sum(preset.outcomes)) / 2
        return sources.map((name) => {
          const thick = (preset.from.get(name) ?? 0) * scale
          if (thick === 0) return null
          const start = starts.get(name)!
          const path = band(columns.source + bar, start.next, columns.preset, into, thick)
          start.next += thick
          into += thick
          return <path key={`${name} ${preset.name}`} class="band" d={path} />
        })
      })}
      {presets.flatMap(({ preset }) => {
        const place = places.get(preset)!
        let at = place.y + (place.height - sum(preset.outcomes)) / 2
        return kinds.map((kind) => {
          const thick = preset.outcomes[kind] * scale
          if (thick === 0) return null
          const path = band(columns.preset + box, at, columns.vendor, at, thick)
          at += thick
          return <path key={`${preset.name} ${kind}`} class={`band ${kind}`} d={path} />
        })
      })}
      {sources.map((name) => {
        const { top, height: high } = starts.get(name)!
        return (
          <g key={name}>
            <rect class="node" x={columns.source} y={top} width={bar} height={high} rx="2" />
            <text x={columns.source - 8} y={top + high / 2 - 2} text-anchor="end">
              {cut(name, 22)}
            </text>
            <text class="quiet" x={columns.source - 8} y={top + high / 2 + 13} text-anchor="end">
              {from.get(name)}
            </text>
          </g>
        )
      })}
      {presets.map(({ fn, preset }) => {
        const { y: top, height: high } = places.get(preset)!
        const count = taken(preset.outcomes)
        return (
          <g key={`${fn.name} ${preset.name}`} class={count === 0 ? 'unused' : ''}>
            <rect class="box" x={columns.preset} y={top} width={box} height={high} rx="3" />
            <text x={columns.preset + 8} y={top + high / 2 + 4}>
              {cut(preset.name, 25)}
            </text>
            <text class="quiet" x={columns.preset + box - 8} y={top + high / 2 + 4} text-anchor="end">
              {count}
            </text>
          </g>
        )
      })}
      {functions.map((fn) => (
        <Vendor key={fn.name} fn={fn} place={places.get(fn)!} />
      ))}
    </svg>
  )
}

const Vendor = ({ fn, place: { y, height } }: { fn: FunctionTally; place: Place }) => (
  <g class={taken(fn.outcomes) === 0 ? 'unused' : ''}>
    <rect class="node" x={columns.vendor} y={y} width={bar} height={height} rx="2" />
    <text x={columns.vendor + 16} y={y + Math.min(height / 2, 60) + 4}>
      <tspan class="strong">{cut(fn.name, 18)}</tspan>
      {fn.outcomes.delivered > 0 && <tspan class="delivered"> ● {fn.outcomes.delivered}</tspan>}
      {fn.outcomes.discarded > 0 && <tspan class="discarded"> ▲ {fn.outcomes.discarded}</tspan>}
      {fn.outcomes.retried > 0 && <tspan class="retried"> ↻ {fn.outcomes.retried}</tspan>}
    </text>
  </g>
)

/** A band between two bars, of one thickness. */
function band(x1: number, y1: number, x2: number, y2: number, thick: number): string {
  const middle = (x1 + x2) / 2
  const high = Math.max(1, thick)
  return `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2} v${high} C${middle},${y2 + high} ${middle},${y1 + high} ${x1},${y1 + high} Z`
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text

/** For those who do not see it; the table below says all of it. */
const inWords = ({ events, from, functions }: Tally): string =>
  [
    `${events} events from ${[...from.keys()].join(', ') || 'nowhere yet'}`,
    ...functions.map(
      ({ name, outcomes: { delivered, discarded, retried } }) =>
        `${name}: ${delivered} delivered, ${discarded} discarded, ${retried} to be retried`
    )
  ].join('. ')
