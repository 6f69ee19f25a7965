/** The session as a whole: how events flow, what became of them in each function over time, and what comes in by webhook. */
import { useMemo } from 'preact/hooks'
import type { State } from '../api.ts'
import type { Mark } from '../rows.ts'
import { Settings, Vendor } from './controls.tsx'
import { Flow } from './flow.tsx'
import { Sign, words } from './marks.tsx'
import { ask, filterFor } from './store.ts'
import type { Row, Unit } from './store.ts'
import { parts, taken, tallyOf } from './tally.ts'
import type { FunctionTally, Tally } from './tally.ts'

export interface OverviewProps {
  rows: Row[]
  state: State
  /** Shows the events that a filter leaves. */
  onFilter(filter: string): void
  onError(error: unknown): void
}

export function Overview({ rows, state, onFilter, onError }: OverviewProps) {
  const destinations = state.functions.filter(({ kind }) => kind === 'destination')
  const sources = state.functions.filter(({ kind }) => kind === 'source')
  const tally = useMemo(
    () =>
      tallyOf(
        rows,
        destinations.map(({ name, presets }) => ({ name, presets: presets.map(({ preset }) => preset) }))
      ),
    [rows, state]
  )
  return (
    <main class="overview" aria-label="Overview" tabIndex={-1}>
      <section>
        <h2>
          {tally.events} {tally.events === 1 ? 'event' : 'events'} <small>{spanOf(tally)}</small>
        </h2>
        <div class="card pad">
          <Flow tally={tally} />
        </div>
      </section>
      <section>
        <h2>Functions</h2>
        <div class="card">
          <table>
            <thead>
              <tr>
                <th scope="col">Function</th>
                <th scope="col">Outcomes</th>
                <th scope="col">Over time</th>
                <th scope="col">Vendor and settings</th>
              </tr>
            </thead>
            <tbody>
              {tally.functions.map((fn) => (
                <FunctionRow
                  key={fn.name}
                  {...{ fn, tally, onFilter, onError }}
                  unit={destinations.find(({ name }) => name === fn.name)!}
                />
              ))}
            </tbody>
          </table>
        </div>
      </section>
      {sources.length > 0 && (
        <section>
          <h2>
            Webhooks <small>what vendors send to Segment; the messages run on as events</small>
          </h2>
          <div class="card">
            <table>
              <thead>
                <tr>
                  <th scope="col">Source</th>
                  <th scope="col">Address</th>
                  <th scope="col">Webhooks</th>
                  <th scope="col">Settings</th>
                </tr>
              </thead>
              <tbody>
                {sources.map((unit) => (
                  <SourceRow key={unit.name} unit={unit} onError={onError} />
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </main>
  )
}

interface RowProps extends Pick<OverviewProps, 'onFilter' | 'onError'> {
  fn: FunctionTally
  tally: Tally
  unit: Unit
}

const marks: Mark[] = ['delivered', 'discarded', 'retried', 'passed']

const FunctionRow = ({ fn, tally, unit, onFilter, onError }: RowProps) => (
  <tr>
    <td>
      <b>{unit.displayName}</b>
      {unit.displayName !== unit.name && <small class="dim"> {unit.name}</small>}
      {fn.presets
        .filter(({ outcomes }) => taken(outcomes) > 0)
        .map(({ name, outcomes }) => (
          <div key={name}>
            <button class="link" onClick={() => onFilter(filterFor(fn.name, name).toLowerCase())}>
              {name} {taken(outcomes)}
            </button>
          </div>
        ))}
    </td>
    <td>
      {marks
        .filter((mark) => fn.outcomes[mark] > 0)
        .map((mark) => (
          <div key={mark}>
            <button class="link" onClick={() => onFilter(`${fn.name}:${mark}`)}>
              <Sign mark={mark} /> {fn.outcomes[mark]} {words[mark]}
            </button>
          </div>
        ))}
      {marks.every((mark) => fn.outcomes[mark] === 0) && <span class="dim">no events yet</span>}
    </td>
    <td>
      <OverTime fn={fn} tally={tally} />
    </td>
    <td class="controls">
      <Vendor unit={unit} onError={onError} />
      <Settings unit={unit} onError={onError} />
    </td>
  </tr>
)

const SourceRow = ({ unit, onError }: { unit: Unit; onError(error: unknown): void }) => {
  const { latest, ...counts } = unit.webhooks ?? { latest: '' }
  return (
    <tr>
      <td>
        <b>{unit.displayName}</b> <small class="dim">{unit.name}</small>
      </td>
      <td>
        <code>
          {location.origin}/functions/{unit.name}
        </code>
      </td>
      <td>
        {Object.entries(counts)
          .map(([outcome, count]) => `${count} ${outcome}`)
          .join(', ') || <span class="dim">none yet</span>}
        {latest !== '' && <small class="dim block">latest: {latest}</small>}
        <div>
          <button
            class="link"
            onClick={() => void ask('POST', `/api/functions/${unit.name}/example`).catch(onError)}
          >
            Send an example
          </button>
        </div>
      </td>
      <td class="controls">
        <Settings unit={unit} onError={onError} />
      </td>
    </tr>
  )
}

const height = 40
const barWidth = 5

function OverTime({ fn, tally }: { fn: FunctionTally; tally: Tally }) {
  const most = Math.max(1, ...fn.overTime.map(taken))
  const label = `${fn.name}, ${spanOf(tally)}: at most ${most} events at a time`
  return (
    <svg class="over-time" viewBox={`0 0 ${parts * barWidth} ${height}`} role="img" aria-label={label}>
      <line x1="0" x2={parts * barWidth} y1={height - 0.5} y2={height - 0.5} />
      {fn.overTime.map((outcomes, index) => {
        let y = height - 1
        return (['delivered', 'retried', 'discarded'] as const).map((mark) => {
          if (outcomes[mark] === 0) return null
          const high = Math.max(1.5, (outcomes[mark] / most) * (height - 4))
          y -= high
          return (
            <rect
              key={`${index} ${mark}`}
              class={mark}
              x={index * barWidth}
              y={y}
              width={barWidth - 1}
              height={high}
            />
          )
        })
      })}
    </svg>
  )
}

function spanOf({ span }: Tally): string {
  if (!span) return 'none yet'
  const [first, last] = span.map((time) => new Date(time).toLocaleTimeString('en-GB'))
  return first === last ? `at ${first}` : `from ${first} to ${last}`
}
