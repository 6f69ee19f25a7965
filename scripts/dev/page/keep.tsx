/** Keeps the event as a fixture, and shows the file. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { SavedFixture } from '../fixture.ts'
import { ask } from './store.ts'

export interface KeepProps {
  /** The event's id. */
  event: number
  function: string
  onClose(): void
}

export function Keep({ event, function: name, onClose }: KeepProps) {
  const [file, setFile] = useState('')
  const [isPersonal, setPersonal] = useState(false)
  const [saved, setSaved] = useState<SavedFixture>()
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => {
    setSaved(undefined)
    setProblem(undefined)
    first.current?.focus()
  }, [event, name])

  const save = (submit: Event) => {
    submit.preventDefault()
    setBusy(true)
    setProblem(undefined)
    ask<SavedFixture>('POST', `/api/events/${event}/fixture`, {
      function: name,
      name: file,
      replacePersonal: isPersonal
    })
      .then(setSaved, (error: Error) => setProblem(error.message))
      .finally(() => setBusy(false))
  }
  return (
    <form
      class="keep"
      aria-label="Save as fixture"
      onSubmit={save}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      {saved ? (
        <div role="status">
          <p>
            <b class="delivered">✓ Saved, and it replays.</b> <code>{saved.file}</code>
          </p>
          <pre tabIndex={0} aria-label="The fixture">
            {saved.text}
          </pre>
        </div>
      ) : (
        <>
          <label class="path">
            <code>fixtures/{name}/</code>
            <input
              ref={first}
              aria-label="Name of the file"
              value={file}
              placeholder="name it"
              onInput={({ currentTarget }) => setFile(currentTarget.value)}
            />
            <code>.json</code>
          </label>
          <label>
            <input
              type="checkbox"
              checked={isPersonal}
              onChange={({ currentTarget }) => setPersonal(currentTarget.checked)}
            />{' '}
            Replace personal data
          </label>
          <p class="dim">Secrets never go in: samples stand for them.</p>
        </>
      )}
      {problem !== undefined && (
        <p class="why" role="alert">
          {problem}
        </p>
      )}
      <p class="buttons">
        {!saved && (
          <button class="p" disabled={isBusy}>
            {isBusy ? 'Saving and replaying …' : 'Save'}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {saved ? 'Close' : 'Cancel'}
        </button>
      </p>
    </form>
  )
}
