/** The events, the latest first. Only the rows in view exist, so that thousands scroll as smoothly as ten. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { Sign, words } from './marks.tsx'
import type { Row } from './store.ts'

const rowHeight = 44
const letters: Record<string, string> = {
  track: 'T',
  identify: 'I',
  page: 'P',
  screen: 'S',
  group: 'G',
  alias: 'A'
}

export interface ListProps {
  rows: Row[]
  selected: number | undefined
  /** The ids of those that a change which is being tried would change. */
  changed: ReadonlySet<number>
  onSelect(id: number): void
}

export function EventList({ rows, selected, changed, onSelect }: ListProps) {
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 800 })
  const measure = () =>
    box.current && setView({ top: box.current.scrollTop, height: box.current.clientHeight })
  useEffect(() => {
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  const first = Math.max(0, Math.floor(view.top / rowHeight) - 8)
  const shown = rows.slice(first, first + Math.ceil(view.height / rowHeight) + 16)

  const move = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1)
    const { length } = rows
    const steps: Record<string, number> = {
      ...{ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page },
      ...{ Home: -length, End: length }
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const index = rows.findIndex(({ id }) => id === selected)
    const next = Math.min(length - 1, Math.max(0, index + step))
    if (!rows[next]) return
    onSelect(rows[next].id)
    const top = next * rowHeight
    if (box.current && (top < view.top || top + rowHeight > view.top + view.height))
      box.current.scrollTop = step > 0 ? top + rowHeight - view.height : top
  }

  return (
    <div
      class="rows"
      ref={box}
      onScroll={measure}
      onKeyDown={move}
      tabIndex={0}
      role="listbox"
      aria-label="Events, the latest first"
      aria-activedescendant={shown.some(({ id }) => id === selected) ? `event-${selected}` : undefined}
    >
      <div role="presentation" style={{ height: `${rows.length * rowHeight}px`, position: 'relative' }}>
        {shown.map((row, index) => (
          <div
            key={row.id}
            id={`event-${row.id}`}
            role="option"
            aria-selected={row.id === selected}
            class={row.id === selected ? 'row on' : 'row'}
            style={{ transform: `translateY(${(first + index) * rowHeight}px)` }}
            onClick={() => onSelect(row.id)}
          >
            <i title={row.type}>{letters[row.type] ?? 'D'}</i>
            <div class="name">
              <span title={row.title}>{row.title}</span>
              <small title={row.detail}>{row.detail}</small>
            </div>
            <div class="side">
              <span class="marks">
                {changed.has(row.id) && (
                  <em class="o changes" title="becomes something else by the change that is being tried">
                    Δ
                  </em>
                )}
                {row.marks.map(({ function: name, mark }) => (
                  <Sign key={name} mark={mark} title={`${name}: ${words[mark]}`} />
                ))}
                {row.pending > 0 && (
                  <em class="o passed" title="on its way">
                    …
                  </em>
                )}
              </span>
              <time>{new Date(row.receivedAt).toLocaleTimeString('en-GB')}</time>
            </div>
          </div>
        ))}
      </div>
    </div>
  )
}
