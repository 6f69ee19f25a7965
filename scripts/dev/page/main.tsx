/** The inspector: events on the left, the one that is open in the middle, what became of it on the right. */
import { render } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Controls } from './controls.tsx'
import { useDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import { createEditor } from './editor.ts'
import { Empty } from './empty.tsx'
import { EventList, signs } from './list.tsx'
import { ask, markOf, openStore } from './store.ts'
import type { Store } from './store.ts'
import { Way } from './way.tsx'
import type { Detail } from './way.tsx'

const nothing = (): void => undefined

type Notice = { text: string; bad: boolean } | undefined

function Inspector() {
  const [store, setStore] = useState<Store>({ rows: [], state: undefined, connected: true })
  const [filter, setFilter] = useState('')
  const [selected, setSelected] = useState<number>()
  const [detail, setDetail] = useState<Detail>()
  const [tab, setTab] = useState<string>()
  const [notice, setNotice] = useState<Notice>()
  const [isEdited, setEdited] = useState(false)
  const [isPersonal, setPersonal] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const pane = useRef<HTMLDivElement>(null)
  const editor = useRef<ReturnType<typeof createEditor> | undefined>(undefined)
  const actions = useRef<{ send(): void; keep(): void }>({ send: nothing, keep: nothing })

  const fail = (error: unknown) => setNotice({ text: (error as Error).message, bad: true })
  const { rows, state, connected } = store
  const shown = useMemo(() => {
    const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean)
    return wanted.length === 0 ? rows : rows.filter(({ text }) => wanted.every((word) => text.includes(word)))
  }, [rows, filter])
  const open = rows.find(({ id }) => id === selected)

  useEffect(() => openStore(setStore), [])
  useEffect(() => {
    if (selected === undefined && rows[0]) setSelected(rows[0].id)
  }, [rows])
  useEffect(() => {
    if (selected === undefined) return
    let isCurrent = true
    ask<Detail>('GET', `/api/events/${selected}`).then((value) => isCurrent && setDetail(value), fail)
    return () => void (isCurrent = false)
  }, [selected, open, state])
  useEffect(() => {
    if (!detail || !pane.current) return
    editor.current ??= createEditor(
      pane.current,
      () => actions.current.send(),
      () => setEdited(true)
    )
    editor.current.write(JSON.stringify(detail.event, null, 2))
    setEdited(false)
  }, [detail?.id])

  const result =
    detail?.results.find((one) => one.function === tab) ??
    detail?.results.find((one) => markOf(one) !== 'passed') ??
    detail?.results[0]
  const unit = state?.functions.find(({ name }) => name === result?.function)
  const explanation = detail?.explanation.find((one) => one.function === result?.function)

  const draft = useDraft(result?.function, detail?.id)
  const changed = useMemo(() => new Set(draft.trial?.changed), [draft.trial])

  actions.current.send = () => {
    if (!detail) return
    const sent = isEdited
      ? Promise.resolve(editor.current!.read()).then((text) =>
          ask<Detail>('POST', '/api/events', withNewId(JSON.parse(text) as Record<string, unknown>))
        )
      : ask<Detail>('POST', `/api/events/${detail.id}/resend`)
    sent.then(({ id }) => setSelected(id), fail)
  }
  actions.current.keep = () => {
    if (!detail || !result) return
    setNotice({ text: 'Saving and replaying …', bad: false })
    ask<{ file: string; passed: boolean; problems: string[] }>('POST', `/api/events/${detail.id}/fixture`, {
      function: result.function,
      replacePersonal: isPersonal
    }).then(
      ({ file, passed, problems }) =>
        setNotice({
          text: passed ? `${file}: saved, and it replays` : `${file}: saved. ${problems.join(' ')}`,
          bad: !passed
        }),
      fail
    )
  }
  useEffect(() => {
    const onKey = ({ key, target, metaKey, ctrlKey, altKey }: KeyboardEvent) => {
      const isTyping = (target as Element).closest('input, select, textarea, .cm-editor') !== null
      if (isTyping || metaKey || ctrlKey || altKey) return
      if (key === 'r') actions.current.send()
      else if (key === 's') actions.current.keep()
      else return key === '/' && setTimeout(() => search.current?.focus())
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  if (!state) return <p class="pad dim">Connecting …</p>
  const sources = state.functions.filter(({ kind, error }) => kind === 'source' && !error)
  const shownUnits = state.functions.filter((one) => !sources.includes(one))
  const broken = state.functions.filter(({ error }) => error)
  const isLive = state.functions.some(({ vendor }) => vendor.kind === 'live')
  return (
    <>
      <header>
        <h1>Segment on your desk</h1>
        <div class="units">
          {shownUnits.map((one) => (
            <span key={one.name} class={one.error ? 'discarded' : ''}>
              {one.error ? '▲' : '●'} {one.name}
            </span>
          ))}
          {sources.length > 0 && (
            <span class="dim" title={sources.map(({ name }) => name).join(', ')}>
              {sources.length} sources
            </span>
          )}
        </div>
        <span class="addr">
          {connected ? (
            <>
              send to <code>{location.origin}</code> ·{' '}
              {isLive ? <b class="discarded">some vendors are LIVE</b> : 'vendors simulated'}
            </>
          ) : (
            <b class="discarded">the server has stopped</b>
          )}
        </span>
        {state.undoable > 0 && (
          <button onClick={() => void ask('POST', '/api/undo').catch(fail)}>Undo change</button>
        )}
        <button onClick={() => void ask('DELETE', '/api/events').then(() => setSelected(undefined), fail)}>
          Clear
        </button>
        <button aria-label="Dark or light" onClick={switchTheme}>
          ◐
        </button>
      </header>
      {broken.map(({ name, error }) => (
        <div class="broken" role="alert" key={name}>
          <b>{name} does not build; the last good build serves on.</b>
          <code>{error!.message}</code> {error!.hint}
        </div>
      ))}
      <main>
        <section class="left" aria-label="Events">
          <div class="bar">
            <input
              ref={search}
              value={filter}
              placeholder="Filter: name, user, outcome …"
              aria-label="Filter events"
              onInput={({ currentTarget }) => setFilter(currentTarget.value)}
            />
            <kbd>/</kbd>
          </div>
          {rows.length > 0 && shown.length === 0 && (
            <p class="pad dim">None of {rows.length} events matches.</p>
          )}
          <EventList rows={shown} selected={selected} changed={changed} onSelect={setSelected} />
        </section>
        {rows.length === 0 || !detail ? (
          <Empty state={state} onError={fail} />
        ) : (
          <>
            <section class="middle" aria-label="Event">
              <div class="bar">
                <b class="cut">{open?.title}</b>
                <span class="space" />
                <label class="dim" title="Names, addresses and ids of people are replaced in the fixture">
                  <input
                    type="checkbox"
                    checked={isPersonal}
                    onChange={({ currentTarget }) => setPersonal(currentTarget.checked)}
                  />{' '}
                  without personal data
                </label>
                <button onClick={() => actions.current.keep()}>
                  Save as fixture <kbd>s</kbd>
                </button>
                <button class="p" onClick={() => actions.current.send()}>
                  {isEdited ? 'Send' : 'Send again'} <kbd>r</kbd>
                </button>
              </div>
              {detail.warnings.map((text) => (
                <p class="note" key={text}>
                  {text}
                </p>
              ))}
              <div class="editor" ref={pane} />
            </section>
            <section class="right" aria-label="What became of it">
              <div class="tabs" role="tablist" aria-label="Functions">
                {detail.results.map((one) => (
                  <button
                    key={one.function}
                    role="tab"
                    aria-selected={one === result}
                    onClick={() => setTab(one.function)}
                  >
                    <em class={`o ${markOf(one)}`}>{signs[markOf(one)]}</em> {one.function}
                  </button>
                ))}
              </div>
              {unit && <Controls key={unit.name} unit={unit} onError={fail} />}
              {result && unit && explanation && (
                <Way
                  result={draft.trial?.result ?? result}
                  explanation={draft.trial?.explanation ?? explanation}
                  unit={unit}
                  draft={draft}
                  onRetry={() =>
                    void ask('POST', `/api/events/${detail.id}/retry`, { function: result.function }).catch(
                      fail
                    )
                  }
                />
              )}
              {!draft.isEmpty && (
                <TrialBar
                  draft={draft}
                  onTakeOver={() =>
                    void draft
                      .takeOver()
                      .then(() => setNotice({ text: 'Written into segment.config.json.', bad: false }), fail)
                  }
                />
              )}
            </section>
          </>
        )}
      </main>
      {notice && (
        <div role="status" class={notice.bad ? 'notice bad' : 'notice'}>
          <span>{notice.text}</span>
          <button onClick={() => setNotice(undefined)}>Close</button>
        </div>
      )}
    </>
  )
}

/** What a change that is being tried would do, and whether to keep it. */
function TrialBar({ draft, onTakeOver }: { draft: Draft; onTakeOver(): void }) {
  const { trial, problem } = draft
  return (
    <div class="trial" role="status">
      <b>{trial ? `${trial.changed.length} of ${trial.of} events change` : 'Trying …'}</b>
      {problem !== undefined && <span class="discarded">{problem}</span>}
      <span class="space" />
      <button class="p" disabled={!trial || problem !== undefined} onClick={onTakeOver}>
        Take over
      </button>
      <button onClick={() => draft.drop()}>Drop</button>
    </div>
  )
}

/** Sent again with a change it is another event: the same id would make vendors take it for a repetition. */
const withNewId = ({ messageId: _id, ...event }: Record<string, unknown>): Record<string, unknown> => event

function switchTheme(): void {
  const { dataset } = document.documentElement
  dataset.theme = isDark() ? 'light' : 'dark'
  localStorage.setItem('theme', dataset.theme)
}

const isDark = (): boolean =>
  (document.documentElement.dataset.theme ??
    (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'

document.documentElement.dataset.theme = localStorage.getItem('theme') ?? (isDark() ? 'dark' : 'light')
render(<Inspector />, document.body)
