/** The session as a picture: bands of events from their sources through presets to vendors, as wide as they are many. */
import { barWidth, boxWidth, columns, layOutFlow, width } from './flow-layout.ts'
import type { FlowLayout } from './flow-layout.ts'
import { taken } from './tally.ts'
import type { Tally } from './tally.ts'

export function Flow({ tally }: { tally: Tally }) {
  const { height, sources, presets, vendors, bands } = layOutFlow(tally)
  return (
    <svg class="flow" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={inWords(tally)}>
      <text class="head" x={columns.source - 8} y="12" text-anchor="end">
        Sources
      </text>
      <text class="head" x={columns.preset} y="12">
        Presets
      </text>
      <text class="head" x={columns.vendor} y="12">
        Vendors
      </text>
      {bands.map(({ key, mark, path }) => (
        <path key={key} class={mark === undefined ? 'band' : `band ${mark}`} d={path} />
      ))}
      {sources.map((node) => (
        <Source key={node.of.name} node={node} />
      ))}
      {presets.map((node) => (
        <Preset key={`${node.of.function} ${node.of.name}`} node={node} />
      ))}
      {vendors.map((node) => (
        <Vendor key={node.of.name} node={node} />
      ))}
    </svg>
  )
}

const Source = ({ node: { of, y, height } }: { node: FlowLayout['sources'][number] }) => (
  <g>
    <rect class="node" x={columns.source} y={y} width={barWidth} height={height} rx="2" />
    <text x={columns.source - 8} y={y + height / 2 - 2} text-anchor="end">
      {cut(of.name, 22)}
    </text>
    <text class="quiet" x={columns.source - 8} y={y + height / 2 + 13} text-anchor="end">
      {of.count}
    </text>
  </g>
)

function Preset({ node: { of, y, height } }: { node: FlowLayout['presets'][number] }) {
  const count = taken(of.outcomes)
  const line = y + height / 2 + 4
  return (
    <g class={count === 0 ? 'unused' : ''}>
      <rect class="box" x={columns.preset} y={y} width={boxWidth} height={height} rx="3" />
      <text x={columns.preset + 8} y={line}>
        {cut(of.name, 25)}
      </text>
      <text class="quiet" x={columns.preset + boxWidth - 8} y={line} text-anchor="end">
        {count}
      </text>
    </g>
  )
}

const Vendor = ({ node: { of, y, height } }: { node: FlowLayout['vendors'][number] }) => (
  <g class={taken(of.outcomes) === 0 ? 'unused' : ''}>
    <rect class="node" x={columns.vendor} y={y} width={barWidth} height={height} rx="2" />
    <text x={columns.vendor + 16} y={y + Math.min(height / 2, 60) + 4}>
      <tspan class="strong">{cut(of.name, 18)}</tspan>
      {of.outcomes.delivered > 0 && <tspan class="delivered"> ● {of.outcomes.delivered}</tspan>}
      {of.outcomes.discarded > 0 && <tspan class="discarded"> ▲ {of.outcomes.discarded}</tspan>}
      {of.outcomes.retried > 0 && <tspan class="retried"> ↻ {of.outcomes.retried}</tspan>}
    </text>
  </g>
)

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
