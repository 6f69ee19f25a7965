/** What one sets for a function: how its vendor answers, and its settings. */
import { useEffect, useState } from 'preact/hooks'
import type { Known } from '../known.ts'
import { ask } from './store.ts'
import type { Unit } from './store.ts'

type Answer = Known['answers'][number]

const usual: Record<string, object> = {
  '200 {}': { status: 200 },
  '429, too many requests': { status: 429, json: { message: 'too many requests' } },
  '500': { status: 500 },
  'nothing, in time': { fault: 'timeout' },
  'by cutting the connection': { fault: 'reset' },
  '200 {}, after 2 s': { status: 200, delayMs: 2000 }
}

export interface ControlsProps {
  unit: Unit
  onError(error: unknown): void
}

export function Vendor({ unit, onError }: ControlsProps) {
  const { vendor, name } = unit
  const [answers, setAnswers] = useState<Answer[]>([])
  const [isOwn, setOwn] = useState(false)
  useEffect(() => {
    ask<Answer[]>('GET', `/api/functions/${name}/answers`).then(setAnswers, onError)
  }, [name])
  const ofFixtures = Object.fromEntries(
    answers.map(({ reply, fixture }) => [`${reply.status}, as in ${fixture}`, reply])
  )
  const all: Record<string, object> = { ...usual, ...ofFixtures }
  if (vendor.kind === 'live') return <b class="discarded">LIVE: requests really reach the vendor</b>
  const chosen = Object.keys(all).find((one) => isSame(all[one]!, vendor)) ?? 'own'
  const put = (answer: object) => ask('PUT', `/api/functions/${name}/vendor`, answer).catch(onError)
  const choose = (one: string) => {
    setOwn(one === 'own')
    if (one !== 'own') void put(all[one]!)
  }
  return (
    <>
      <label>
        The vendor answers{' '}
        <select value={isOwn ? 'own' : chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {Object.keys(usual).map((one) => (
            <option key={one}>{one}</option>
          ))}
          {answers.length > 0 && (
            <optgroup label="Answers of the fixtures">
              {Object.keys(ofFixtures).map((one) => (
                <option key={one}>{one}</option>
              ))}
            </optgroup>
          )}
          <option value="own">another status or delay …</option>
        </select>
      </label>
      {(isOwn || chosen === 'own') && <OwnAnswer onAnswer={(answer) => void put(answer)} />}
    </>
  )
}

const isSame = (answer: object, { kind: _kind, ...vendor }: Unit['vendor']): boolean => {
  const { fault, delayMs = 0, ...reply } = answer as { fault?: string; delayMs?: number }
  const wanted = fault === undefined ? { reply: { json: {}, ...reply }, delayMs } : { fault, delayMs }
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort())
  const flat = (value: { reply?: object }) => sorted({ ...value.reply, ...value, reply: undefined })
  return flat(wanted) === flat(vendor) || flat({ ...wanted, reply }) === flat(vendor)
}

function OwnAnswer({ onAnswer }: { onAnswer(answer: object): void }) {
  const [status, setStatus] = useState('503')
  const [delay, setDelay] = useState('0')
  const [body, setBody] = useState('')
  const send = (event: Event) => {
    event.preventDefault()
    const content = isJson(body) ? { json: JSON.parse(body) as unknown } : { text: body }
    onAnswer({ status: Number(status), delayMs: Number(delay), ...(body !== '' && content) })
  }
  return (
    <form class="own" onSubmit={send}>
      <label>
        Status{' '}
        <input
          type="number"
          min="200"
          max="599"
          value={status}
          onInput={({ currentTarget }) => setStatus(currentTarget.value)}
        />
      </label>
      <label>
        after, in ms{' '}
        <input
          type="number"
          min="0"
          max="10000"
          value={delay}
          onInput={({ currentTarget }) => setDelay(currentTarget.value)}
        />
      </label>
      <label class="body">
        body{' '}
        <input value={body} placeholder="{}" onInput={({ currentTarget }) => setBody(currentTarget.value)} />
      </label>
      <button>Answer so</button>
    </form>
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export function Settings({ unit, onError }: ControlsProps) {
  const [typed, setTyped] = useState<Record<string, string>>({})
  const save = (event: Event) => {
    event.preventDefault()
    const values = Object.fromEntries(
      Object.entries(typed).map(([name, text]) => [name, valueOf(unit, name, text)])
    )
    ask('PUT', `/api/functions/${unit.name}/settings`, values).then(() => setTyped({}), onError)
  }
  const set = unit.settings.filter(({ isSet }) => isSet).length
  return (
    <details>
      <summary>
        Settings: {set === 0 ? 'none set, samples stand in' : `${set} of ${unit.settings.length} set`}
      </summary>
      <form class="settings" onSubmit={save}>
        {unit.settings.map(({ name, label, sensitive, isSet, type }) => (
          <label key={name}>
            {label}
            <input
              {...(sensitive ? { type: 'password' as const } : { type: 'text' as const })}
              autocomplete="off"
              value={typed[name] ?? ''}
              placeholder={isSet ? 'set; type to replace' : placeholders[type]}
              onInput={({ currentTarget }) => setTyped({ ...typed, [name]: currentTarget.value })}
            />
          </label>
        ))}
        <button disabled={Object.keys(typed).length === 0}>Keep settings</button>
      </form>
    </details>
  )
}

const placeholders = {
  STRING: 'not set',
  BOOLEAN: 'true or false',
  ARRAY: '["one", "another"]',
  TEXT_MAP: '{"name": "value"}'
} as const satisfies Record<Unit['settings'][number]['type'], string>

/** What is typed is text; an empty one takes the setting back. */
function valueOf({ settings }: Unit, name: string, text: string): unknown {
  if (text === '') return null
  const type = settings.find((one) => one.name === name)?.type
  if (type === 'STRING') return text
  return isJson(text) ? (JSON.parse(text) as unknown) : text
}
