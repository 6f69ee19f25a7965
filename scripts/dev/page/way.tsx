/** The way of an event through one function: which presets take it, what its fields become, what was sent, the outcome. */
import { useEffect, useState } from 'preact/hooks'
import type { EventExplanation } from '../../explain/index.ts'
import type { Entry, Result } from '../entries.ts'
import type { Way as Explanation, WayField as Field } from '../way.ts'
import type { Draft } from './draft.ts'
import { Editable } from './editable.tsx'
import { signs, words } from './list.tsx'
import { markOf } from './store.ts'
import type { State } from '../api.ts'

export type Detail = Entry & { explanation: ({ function: string } & Explanation)[] }
type Unit = State['functions'][number]

export interface WayProps {
  result: Result
  explanation: Explanation
  unit: Unit
  draft: Draft
  /** Has the event tried again now. */
  onRetry(): void
}

export function Way({ result, explanation, unit, draft, onRetry }: WayProps) {
  const mark = markOf(result)
  return (
    <div class="way">
      <Step title="Which presets take it">
        {unit.presets.map(({ preset, subscribe }) => {
          const failed = explanation.passed.find((one) => one.preset === preset)?.failed
          return (
            <div class="preset" key={preset}>
              {failed ? <em class="o passed">–</em> : <em class="o delivered">✓</em>} <b>{preset}</b>
              <Editable
                label={`the condition of ${preset}`}
                current={subscribe}
                typed={draft.text(preset)}
                onType={(text) => draft.type(text, preset)}
              >
                <code>{failed ? marked(subscribe, failed) : subscribe}</code>
              </Editable>
              {failed?.map(({ text }) => (
                <span class="why" key={text}>
                  {text}
                </span>
              ))}
            </div>
          )
        })}
      </Step>
      {explanation.taken.map(({ preset, action, fields, unusable }) => (
        <Step title={`What its fields become: ${preset}, action ${action}`} key={preset}>
          {unusable === undefined ? (
            <Mapping fields={fields ?? []} preset={preset} draft={draft} />
          ) : (
            <p class="why pad">{unusable}</p>
          )}
        </Step>
      ))}
      {result.requests.length > 0 && (
        <Step title="What was sent">
          {result.requests.map(({ method, url, headers, body }, index) => (
            <div key={index}>
              <div class="req">
                <b class="m">{method}</b>
                <code>{url}</code>
                <span class="end">{answerOf(result)}</span>
              </div>
              <details>
                <summary>{Object.keys(headers).length} headers</summary>
                <pre>
                  {Object.entries(headers)
                    .map(([name, value]) => `${name}: ${value}`)
                    .join('\n')}
                </pre>
              </details>
              {body !== undefined && <pre>{pretty(body)}</pre>}
            </div>
          ))}
        </Step>
      )}
      {[...result.logs, ...result.warnings].length > 0 && (
        <Step title="Logs and warnings">
          <pre>{[...result.logs, ...result.warnings.map((one) => `warning: ${one}`)].join('\n')}</pre>
        </Step>
      )}
      <Step title="Outcome" bare>
        <b class={mark}>
          {signs[mark]} {words[mark]}
        </b>{' '}
        <span class="dim">
          in {Math.round(result.durationMs)} ms
          {result.attempt !== undefined && `, attempt ${result.attempt}`}
        </span>
        {result.error && mark !== 'passed' && (
          <p class="why">
            {result.error.name}: {result.error.message}
          </p>
        )}
        <p class="dim">{advice(result, mark)}</p>
        {result.retry && <Comeback at={result.retry.at} number={result.retry.number} onRetry={onRetry} />}
      </Step>
    </div>
  )
}

function Step({
  title,
  bare,
  children
}: {
  title: string
  bare?: boolean
  children: preact.ComponentChildren
}) {
  return (
    <section class="step">
      <h2>{title}</h2>
      <div class={bare ? '' : 'card'}>{children}</div>
    </section>
  )
}

/** When Segment would try again, by the policy that `deliver` simulates it with. */
function Comeback({ at, number, onRetry }: { at: string; number: number; onRetry(): void }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.round((Date.parse(at) - now) / 1000))
  const wait = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
  return (
    <p>
      Tried again in {wait} (retry {number}). <button onClick={onRetry}>Try again now</button>
    </p>
  )
}

function Mapping({ fields, preset, draft }: { fields: Field[]; preset: string; draft: Draft }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">From</th>
          <th scope="col">Value</th>
          <th scope="col">Validation</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.field} class={field.value === undefined ? 'out' : ''}>
            <td>{breakable(field.field)}</td>
            <td class="from" title={`written in: ${field.writtenIn}`}>
              <Editable
                label={`the mapping of ${field.field}`}
                current={JSON.stringify(field.mapping ?? null, null, 1)}
                typed={draft.text(preset, field.field)}
                onType={(text) => draft.type(text, preset, field.field)}
              >
                {sourceOf(field)}
              </Editable>
            </td>
            <td class="m">{field.value === undefined ? 'nothing there' : onOneLine(field.value)}</td>
            <td>{judgementOf(field)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function judgementOf({ checked }: Field) {
  switch (checked.kind) {
    case 'kept':
      return <span class="dim">kept</span>
    case 'changed':
      return (
        <>
          made <code>{onOneLine(checked.value)}</code>
        </>
      )
    case 'left out':
      return `left out: it ${checked.why}`
    case 'refused':
      return <span class="discarded">refused: it {checked.why}</span>
    case 'absent':
      return ''
  }
}

function sourceOf({ from, path, template, branch }: Field) {
  const way = path?.replace(/^\$\./, '') ?? template
  return (
    <>
      {way === undefined ? <span>{from}</span> : <code>{breakable(way)}</code>}
      {way !== undefined && from !== 'path' && from !== 'template' && <small> by @{from}</small>}
      {branch && <small> @if: {branch.join(', ')}</small>}
    </>
  )
}

/** Long names break where their words do. */
const breakable = (name: string) =>
  name
    // A blank is where a line may break; a piece of a key with blanks in it stays together where it can.
    .replaceAll(' ', '\u00a0')
    .split(/(?<=[._])|(?=[A-Z])/)
    .flatMap((word, index) => (index === 0 ? [word] : [<wbr key={index} />, word]))

/** JSON with blanks, so that it breaks between members. */
const onOneLine = (value: unknown): string => JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ')

/** Underlines what of the condition failed, where its text names the path and a value that is wanted. */
function marked(fql: string, failed: EventExplanation['passed'][number]['failed']) {
  const parts = failed.flatMap(({ path, wanted }) =>
    wanted.map((value) => `${path} = ${JSON.stringify(value)}`)
  )
  const found = parts.filter((part) => fql.includes(part))
  const pieces = found.reduce<string[]>(
    (list, part) => list.flatMap((piece) => (found.includes(piece) ? [piece] : cut(piece, part))),
    [fql]
  )
  return pieces.map((piece, index) => (found.includes(piece) ? <u key={index}>{piece}</u> : piece))
}

const cut = (text: string, part: string): string[] =>
  text.split(part).flatMap((piece, index) => (index === 0 ? [piece] : [part, piece]))

function answerOf({ vendor }: Result): string {
  if (vendor.kind === 'live') return 'really sent'
  const answer = vendor.fault ?? String(vendor.reply?.status)
  return `${answer}${vendor.delayMs > 0 ? ` after ${vendor.delayMs} ms` : ''} · simulated`
}

function advice({ outcome, failure }: Result, mark: string): string {
  if (mark === 'passed') return 'Segment shows it as an unsupported event type, and does not try again.'
  if (outcome === 'retried') return 'Segment tries again at longer and longer intervals, for four hours.'
  if (outcome === 'discarded')
    return `Segment shows it as "${failure?.label ?? 'Bad Request'}", and does not try again.`
  return ''
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return /^[^=&\s]+=/.test(body)
      ? [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')
      : body
  }
}
