/** What one sets for a function: its settings, and how its vendor answers. */
import { useState } from 'preact/hooks'
import type { State } from '../api.ts'
import { ask } from './store.ts'

type Unit = State['functions'][number]

const answers: Record<string, object> = {
  '200': { status: 200 },
  '400': { status: 400, json: { message: 'refused' } },
  '401': { status: 401, json: { message: 'unauthorized' } },
  '404': { status: 404, json: { message: 'not found' } },
  '429': { status: 429, json: { message: 'too many requests' } },
  '500': { status: 500 },
  'no answer': { fault: 'timeout' },
  reset: { fault: 'reset' },
  '200 after 2 s': { status: 200, delayMs: 2000 }
}

export function Controls({ unit, onError }: { unit: Unit; onError(error: unknown): void }) {
  const [typed, setTyped] = useState<Record<string, string>>({})
  const { vendor } = unit
  const current = vendor.kind === 'live' ? '' : (vendor.fault ?? String(vendor.reply?.status))
  const chosen =
    vendor.kind === 'live'
      ? ''
      : vendor.fault === 'timeout'
        ? 'no answer'
        : vendor.delayMs > 0
          ? `${current} after ${vendor.delayMs / 1000} s`
          : current
  const choose = (name: string) =>
    ask('PUT', `/api/functions/${unit.name}/vendor`, answers[name]).catch(onError)
  const save = (event: Event) => {
    event.preventDefault()
    const values = Object.fromEntries(
      Object.entries(typed).map(([name, text]) => [name, valueOf(unit, name, text)])
    )
    ask('PUT', `/api/functions/${unit.name}/settings`, values).then(() => setTyped({}), onError)
  }
  return (
    <div class="controls">
      {vendor.kind === 'live' ? (
        <b class="discarded">LIVE: requests really reach the vendor</b>
      ) : (
        <label>
          The vendor answers{' '}
          <select value={chosen} onChange={({ currentTarget }) => void choose(currentTarget.value)}>
            {Object.keys(answers).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <details>
        <summary>
          Settings: {unit.settings.filter(({ isSet }) => isSet).length} of {unit.settings.length} set
          {unit.settings.some(({ required, isSet }) => required && !isSet) && ', required ones made up'}
        </summary>
        <form onSubmit={save}>
          {unit.settings.map(({ name, label, sensitive, isSet, type }) => (
            <label key={name}>
              {label}
              <input
                {...(sensitive ? { type: 'password' as const } : { type: 'text' as const })}
                autocomplete="off"
                value={typed[name] ?? ''}
                placeholder={
                  isSet ? 'set; type to replace' : type === 'BOOLEAN' ? 'true or false' : 'not set'
                }
                onInput={({ currentTarget }) => setTyped({ ...typed, [name]: currentTarget.value })}
              />
            </label>
          ))}
          <button disabled={Object.keys(typed).length === 0}>Keep settings</button>
        </form>
      </details>
    </div>
  )
}

/** What is typed is text; an empty one takes the setting back. */
function valueOf({ settings }: Unit, name: string, text: string): unknown {
  if (text === '') return null
  const type = settings.find((one) => one.name === name)?.type
  if (type === 'STRING') return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
