/** The head of the page: what became of events in each function, where to send them, and what concerns all of them. */
import { useMemo } from 'preact/hooks'
import type { State } from '../api.ts'
import type { Mark } from '../rows.ts'
import { Sign } from './marks.tsx'
import type { Row } from './store.ts'

export interface HeaderProps {
  state: State
  rows: Row[]
  connected: boolean
  isOverview: boolean
  onOverview(): void
  onFilter(filter: string): void
  onUndo(): void
  onClear(): void
}

export function Header({ state, rows, connected, isOverview, ...on }: HeaderProps) {
  const counts = useMemo(() => countsOf(rows), [rows])
  const live = state.functions.filter(({ vendor }) => vendor.kind === 'live').map(({ name }) => name)
  return (
    <header>
      <h1>Segment on your desk</h1>
      <div class="units">
        {state.functions
          .filter(({ kind, error }) => kind !== 'source' || error)
          .map((one) => (
            <span key={one.name} class={one.error ? 'discarded' : ''}>
              <b>{one.name}</b>
              {one.error && ' does not build'}
              {(['delivered', 'discarded', 'retried'] as const).map((mark) => {
                const count = counts.get(`${one.name}:${mark}`)
                return (
                  count !== undefined && (
                    <button
                      key={mark}
                      class="link"
                      title={`Show the events that ${one.name} ended ${mark}`}
                      onClick={() => on.onFilter(`${one.name}:${mark}`)}
                    >
                      <Sign mark={mark} />
                      {count}
                    </button>
                  )
                )
              })}
            </span>
          ))}
      </div>
      <span class="addr">
        {connected ? (
          <>
            send to <code>{location.origin}</code>
            <br />
            {live.length > 0 ? (
              <b class="discarded">LIVE, really sent: {live.join(', ')}</b>
            ) : (
              'vendors are simulated'
            )}
          </>
        ) : (
          <b class="discarded">the server has stopped</b>
        )}
      </span>
      {state.undoable > 0 && <button onClick={on.onUndo}>Undo change</button>}
      <button aria-pressed={isOverview} onClick={on.onOverview}>
        Overview <kbd>o</kbd>
      </button>
      <button onClick={on.onClear} disabled={rows.length === 0}>
        Clear
      </button>
      <button aria-label="Dark or light" title="Dark or light" onClick={switchTheme}>
        ◐
      </button>
    </header>
  )
}

function countsOf(rows: Row[]): Map<`${string}:${Mark}`, number> {
  const counts = new Map<`${string}:${Mark}`, number>()
  for (const { marks } of rows)
    for (const { function: name, mark } of marks)
      counts.set(`${name}:${mark}`, (counts.get(`${name}:${mark}`) ?? 0) + 1)
  return counts
}

function switchTheme(): void {
  const { dataset } = document.documentElement
  dataset.theme = dataset.theme === 'dark' ? 'light' : 'dark'
  localStorage.setItem('theme', dataset.theme)
}

/** The theme that was chosen here before, else that of the system. */
export function applyTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = localStorage.getItem('theme') ?? system
}
