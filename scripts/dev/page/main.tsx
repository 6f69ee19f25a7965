/** The inspector: events on the left, the one that is open in the middle, what became of it on the right. */
import { render } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { markOf } from '../rows.ts'
import { Settings, Vendor } from './controls.tsx'
import { useDraft } from './draft.ts'
import { Empty } from './empty.tsx'
import { EventPane } from './event-pane.tsx'
import type { EventPaneActions } from './event-pane.tsx'
import { Header, applyTheme } from './header.tsx'
import { EventList } from './list.tsx'
import { Legend, Sign } from './marks.tsx'
import { Overview } from './overview.tsx'
import { Queues } from './queues.tsx'
import { ask, openStore } from './store.ts'
import type { AskError, Store } from './store.ts'
import { TrialBar } from './trial-bar.tsx'
import { Way } from './way.tsx'
import type { Detail } from './way.tsx'

type Notice = { text: string; bad: boolean } | undefined

function Inspector() {
  const [{ rows, state, queues, connected }, setStore] = useState<Store>({
    ...{ rows: [], state: undefined, queues: {}, connected: true }
  })
  const [filter, setFilter] = useState('')
  const [isNarrowed, setNarrowed] = useState(false)
  const [isOverview, setOverview] = useState(false)
  const [selected, setSelected] = useState<number>()
  const [detail, setDetail] = useState<Detail>()
  const [tab, setTab] = useState<string>()
  const [notice, setNotice] = useState<Notice>()
  const search = useRef<HTMLInputElement>(null)
  const actions = useRef<EventPaneActions>({})

  const fail = (error: unknown) => setNotice({ text: (error as Error).message, bad: true })
  const open = rows.find(({ id }) => id === selected)

  useEffect(() => openStore(setStore), [])
  useEffect(() => {
    if (selected === undefined && rows[0]) setSelected(rows[0].id)
  }, [rows])
  useEffect(() => {
    if (!open) return
    let isCurrent = true
    ask<Detail>('GET', `/api/events/${open.id}`).then(
      (value) => isCurrent && setDetail(value),
      // It may be forgotten while it is asked for.
      (error: AskError) => error.status !== 404 && fail(error)
    )
    return () => void (isCurrent = false)
  }, [open, state])

  const result =
    detail?.results.find((one) => one.function === tab) ??
    detail?.results.find((one) => markOf(one) !== 'passed') ??
    detail?.results[0]
  const unit = state?.functions.find(({ name }) => name === result?.function)
  const explanation = detail?.explanation.find((one) => one.function === result?.function)

  const draft = useDraft(result?.function, detail?.id)
  const changed = useMemo(() => new Set(draft.trial?.changed), [draft.trial])
  const isOnlyChanged = isNarrowed && changed.size > 0
  const shown = useMemo(() => {
    const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean)
    if (wanted.length === 0 && !isOnlyChanged) return rows
    return rows.filter(
      ({ id, text }) => (!isOnlyChanged || changed.has(id)) && wanted.every((word) => text.includes(word))
    )
  }, [rows, filter, isOnlyChanged, changed])

  const narrowTo = (words: string) => {
    setFilter(words)
    setOverview(false)
  }
  const keys: Record<string, () => unknown> = {
    r: () => actions.current.send?.(),
    s: () => actions.current.keep?.(),
    o: () => setOverview(!isOverview),
    '/': () => {
      setOverview(false)
      // At once where it is there: what is typed next belongs to it, and is no key of the page.
      if (search.current) search.current.focus()
      else setTimeout(() => search.current?.focus())
    },
    ...Object.fromEntries(
      (detail?.results ?? []).map((one, index) => [index + 1, () => setTab(one.function)])
    )
  }
  const pressed = useRef(keys)
  pressed.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, target, metaKey, ctrlKey, altKey } = event
      const isTyping = (target as Element).closest('input, select, textarea, .cm-editor') !== null
      const action = pressed.current[key]
      if (isTyping || metaKey || ctrlKey || altKey || !action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  if (!state) return <p class="pad dim">Connecting …</p>
  return (
    <>
      <Header
        {...{ state, rows, connected, isOverview }}
        onOverview={() => setOverview(!isOverview)}
        onFilter={narrowTo}
        onUndo={() => void ask('POST', '/api/undo').catch(fail)}
        onClear={() =>
          void ask('DELETE', '/api/events').then(() => {
            setSelected(undefined)
            setFilter('')
          }, fail)
        }
      />
      {state.functions
        .filter(({ error }) => error)
        .map(({ name, error, kind }) => (
          <div class="broken" role="alert" key={name}>
            <b>
              {name} does not build{kind === null ? '.' : '; its last good build serves on.'}
            </b>
            <code>{error!.message}</code> {error!.hint}
          </div>
        ))}
      {isOverview ? (
        <Overview rows={rows} state={state} onFilter={narrowTo} onError={fail} />
      ) : (
        <main>
          <section class="left" aria-label="Events">
            <div class="bar">
              <input
                ref={search}
                type="search"
                value={filter}
                placeholder="Filter: dub:discarded"
                aria-label="Filter events"
                onInput={({ currentTarget }) => setFilter(currentTarget.value)}
              />
              <kbd>/</kbd>
            </div>
            <Queues queues={queues} />
            {shown.length < rows.length && (
              <p class="note dim">
                {shown.length} of {rows.length} events{' '}
                <button
                  class="link"
                  onClick={() => {
                    setFilter('')
                    setNarrowed(false)
                  }}
                >
                  Show all
                </button>
              </p>
            )}
            <EventList rows={shown} selected={selected} changed={changed} onSelect={setSelected} />
            {rows.length > 0 && <Legend />}
          </section>
          {rows.length === 0 || !detail ? (
            <Empty state={state} onError={fail} />
          ) : (
            <>
              <EventPane
                detail={detail}
                title={open?.title ?? detail.event.type}
                isForgotten={!rows.some(({ id }) => id === detail.id)}
                functionName={result?.function}
                known={state.functions.flatMap(({ reads }) => reads)}
                actions={actions.current}
                onSent={(id) => {
                  setSelected(id)
                  setFilter('')
                }}
                onError={fail}
              />
              <section class="right" aria-label="What became of it">
                <div class="tabs" role="tablist" aria-label="Functions">
                  {detail.results.map((one, index) => (
                    <button
                      key={one.function}
                      role="tab"
                      title={`Key ${index + 1}`}
                      aria-selected={one === result}
                      onClick={() => setTab(one.function)}
                    >
                      <Sign mark={markOf(one)} /> {one.function}
                    </button>
                  ))}
                </div>
                {result && unit && explanation && (
                  <>
                    <div class="controls" key={unit.name}>
                      <Vendor unit={unit} onError={fail} />
                      <Settings unit={unit} onError={fail} />
                    </div>
                    <Way
                      result={draft.trial?.result ?? result}
                      explanation={draft.trial?.explanation ?? explanation}
                      {...{ unit, draft }}
                      event={detail.event}
                      onRetry={() =>
                        void ask('POST', `/api/events/${detail.id}/retry`, {
                          function: result.function
                        }).catch(fail)
                      }
                    />
                  </>
                )}
              </section>
            </>
          )}
        </main>
      )}
      {!draft.isEmpty && (
        <TrialBar
          draft={draft}
          isNarrowed={isNarrowed}
          onNarrow={() => setNarrowed(!isNarrowed)}
          onTakeOver={() =>
            void draft
              .takeOver()
              .then(() => setNotice({ text: 'Written into segment.config.json.', bad: false }), fail)
          }
        />
      )}
      {notice && (
        <div role="status" class={notice.bad ? 'notice bad' : 'notice'}>
          <span>{notice.text}</span>
          <button onClick={() => setNotice(undefined)}>Close</button>
        </div>
      )}
    </>
  )
}

applyTheme()
render(<Inspector />, document.body)
