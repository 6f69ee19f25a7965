/** The way of an event through one function: which presets take it, what its fields become, what was sent, the outcome. */
import { useEffect, useState } from 'preact/hooks'
import type { EventExplanation } from '../../explain/index.ts'
import type { Entry, Result } from '../entry.ts'
import type { Way as Explanation } from '../way.ts'
import { markOf } from '../rows.ts'
import type { Mark } from '../rows.ts'
import { CodeField } from './code-field.tsx'
import type { Draft } from './draft.ts'
import { Mapping } from './mapping.tsx'
import { Sign, words } from './marks.tsx'
import { Requests } from './requests.tsx'
import type { Unit } from './store.ts'

export type Detail = Entry & { explanation: ({ function: string } & Explanation)[] }

export interface WayProps {
  result: Result
  explanation: Explanation
  unit: Unit
  draft: Draft
  event: unknown
  /** Has the event tried again now. */
  onRetry(): void
}

export function Way({ result, explanation, unit, draft, event, onRetry }: WayProps) {
  return (
    <div class="way">
      <Gist result={result} mark={markOf(result)} />
      <Step title="Which presets take it">
        {unit.presets.map(({ preset, subscribe }) => {
          const failed = explanation.passed.find((one) => one.preset === preset)?.failed
          return <Preset key={preset} {...{ preset, subscribe, failed, draft, event }} />
        })}
      </Step>
      {explanation.taken.map(({ preset, action, fields, unusable }) => (
        <Step title={`What “${preset}” makes of it`} aside={`action ${action}`} key={preset}>
          {unusable === undefined ? (
            <Mapping fields={fields ?? []} preset={preset} draft={draft} event={event} />
          ) : (
            <p class="why pad">{unusable}</p>
          )}
        </Step>
      ))}
      {result.requests.length > 0 && (
        <Step
          title={
            result.requests.length === 1
              ? 'What was sent'
              : `What was sent, ${result.requests.length} requests`
          }
        >
          <Requests result={result} />
        </Step>
      )}
      {[...result.logs, ...result.warnings].length > 0 && (
        <Step title="Logs and warnings">
          <pre>{[...result.logs, ...result.warnings.map((one) => `warning: ${one}`)].join('\n')}</pre>
        </Step>
      )}
      <Step title="Outcome" bare>
        <Outcome result={result} mark={markOf(result)} onRetry={onRetry} />
      </Step>
    </div>
  )
}

interface PresetProps {
  preset: string
  subscribe: string
  failed: EventExplanation['passed'][number]['failed'] | undefined
  draft: Draft
  event: unknown
}

function Preset({ preset, subscribe, failed, draft, event }: PresetProps) {
  const typed = draft.text(preset)
  const label = `the condition of ${preset}`
  return (
    <div class={typed === undefined ? 'preset' : 'preset edited'}>
      {failed ? <em class="o passed">–</em> : <em class="o delivered">✓</em>} <b>{preset}</b>
      {typed === undefined ? (
        <div class="editable">
          <code>{failed ? marked(subscribe, failed) : subscribe}</code>
          <button
            class="change"
            aria-label={`Change ${label}`}
            title={`Change ${label}`}
            onClick={() => draft.type(subscribe, preset)}
          >
            ✎
          </button>
        </div>
      ) : (
        <CodeField
          label={label}
          kind="condition"
          text={typed}
          event={event}
          onType={(text) => draft.type(text, preset)}
        />
      )}
      {failed?.map(({ text }) => (
        <span class="why" key={text}>
          {text}
        </span>
      ))}
    </div>
  )
}

/** Of what did not go through the reason, before one has read down to it. */
function Gist({ result, mark }: { result: Result; mark: Mark }) {
  if (mark !== 'discarded' && mark !== 'retried') return null
  return (
    <p class={`gist ${mark}`}>
      <Sign mark={mark} /> <b>{words[mark]}</b>: {result.error?.message}
    </p>
  )
}

function Outcome({ result, mark, onRetry }: { result: Result; mark: Mark; onRetry(): void }) {
  return (
    <>
      <b class={mark}>
        <Sign mark={mark} /> {words[mark]}
      </b>{' '}
      <span class="dim">
        in {result.durationMs < 1 ? 'under 1' : Math.round(result.durationMs)} ms
        {result.attempt !== undefined && `, attempt ${result.attempt}`}
      </span>
      {result.error && (
        <p class={mark === 'passed' ? 'dim' : 'why'}>
          {mark !== 'passed' && `${result.error.name}: `}
          {result.error.message}
        </p>
      )}
      <p class="dim">{advice(result, mark)}</p>
      {result.retry && <Comeback at={result.retry.at} number={result.retry.number} onRetry={onRetry} />}
    </>
  )
}

interface StepProps {
  title: string
  aside?: string
  bare?: boolean
  children: preact.ComponentChildren
}

const Step = ({ title, aside, bare, children }: StepProps) => (
  <section class="step">
    <h2>
      {title} {aside !== undefined && <small>{aside}</small>}
    </h2>
    <div class={bare ? '' : 'card'}>{children}</div>
  </section>
)

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

function advice({ outcome, failure }: Result, mark: Mark): string {
  if (mark === 'passed') return 'Segment shows it as an unsupported event type, and does not try again.'
  if (outcome === 'retried') return 'Segment tries again at longer and longer intervals, for four hours.'
  if (outcome === 'discarded')
    return `Segment shows it as “${failure?.label ?? 'Bad Request'}”, and does not try again.`
  return ''
}
