/** The events, the latest first. Only the rows in view exist, so that thousands scroll as smoothly as ten. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Mark, Row } from './store.ts'

const rowHeight = 44
const letters: Record<string, string> = {
  track: 'T',
  identify: 'I',
  page: 'P',
  screen: 'S',
  group: 'G',
  alias: 'A'
}

export const signs: Record<Mark, string> = { delivered: '●', discarded: '▲', retried: '↻', passed: '–' }
export const words: Record<Mark, string> = {
  delivered: 'delivered',
  discarded: 'discarded',
  retried: 'retried',
  passed: 'no preset takes it'
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
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const index = rows.findIndex(({ id }) => id === selected)
    const next = Math.min(rows.length - 1, Math.max(0, index + step))
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
      aria-activedescendant={selected === undefined ? undefined : `event-${selected}`}
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
            <time>{new Date(row.receivedAt).toLocaleTimeString('en-GB')}</time>
            <i title={row.type}>{letters[row.type] ?? 'D'}</i>
            <div class="name">
              <span title={row.title}>{row.title}</span>
              <small>{row.detail}</small>
            </div>
            <span class="marks">
              {changed.has(row.id) && (
                <em class="o changes" title="becomes something else by the change that is being tried">
                  Δ
                </em>
              )}
              {row.marks.map(({ function: name, mark }) => (
                <em key={name} class={`o ${mark}`} title={`${name}: ${words[mark]}`}>
                  {signs[mark]}
                </em>
              ))}
              {row.pending > 0 && (
                <em class="o passed" title="on its way">
                  …
                </em>
              )}
            </span>
          </div>
        ))}
      </div>
    </div>
  )
}
