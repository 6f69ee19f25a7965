/** The event that is open: its JSON to be changed, sent again and kept. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { createEventEditor } from './editor.ts'
import { Keep } from './keep.tsx'
import { ask } from './store.ts'
import type { Detail } from './way.tsx'

/** What keys do from anywhere on the page. */
export interface EventPaneActions {
  send?(): void
  keep?(): void
}

export interface EventPaneProps {
  detail: Detail
  title: string
  /** Younger events have taken its place on the server. */
  isForgotten: boolean
  /** The one that a fixture would be of. */
  functionName: string | undefined
  /** What the functions read of events. */
  known: string[]
  actions: EventPaneActions
  /** @param id - of the event that was sent */
  onSent(id: number): void
  onError(error: unknown): void
}

export function EventPane({
  detail,
  title,
  isForgotten,
  functionName,
  known,
  actions,
  onSent,
  onError
}: EventPaneProps) {
  const [isEdited, setEdited] = useState(false)
  const [isKeeping, setKeeping] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const keeper = useRef<HTMLButtonElement>(null)
  const editor = useRef<ReturnType<typeof createEventEditor> | undefined>(undefined)
  const paths = useRef(known)
  paths.current = known

  useEffect(() => {
    editor.current = createEventEditor(box.current!, {
      known: () => paths.current,
      onSend: () => actions.send?.(),
      onChange: () => setEdited(true)
    })
  }, [])
  useEffect(() => {
    editor.current!.write(JSON.stringify(inReadingOrder(detail.event), null, 2))
    setEdited(false)
  }, [detail.id])

  actions.send = () => {
    const sent =
      isEdited || isForgotten
        ? Promise.resolve(editor.current!.read()).then((text) =>
            ask<Detail>('POST', '/api/events', withNewId(readEvent(text)))
          )
        : ask<Detail>('POST', `/api/events/${detail.id}/resend`)
    sent.then(({ id }) => onSent(id), onError)
  }
  actions.keep = () => setKeeping(true)
  return (
    <section class="middle" aria-label="Event">
      <div class="bar">
        <div class="title">
          <b class="cut">{title}</b>
          <small class="dim cut">from {detail.from}</small>
        </div>
        <button ref={keeper} aria-expanded={isKeeping} onClick={() => setKeeping(!isKeeping)}>
          Save as fixture <kbd>s</kbd>
        </button>
        <button class="p" onClick={() => actions.send?.()}>
          {isEdited ? 'Send' : 'Send again'} <kbd>r</kbd>
        </button>
      </div>
      {isKeeping && functionName !== undefined && (
        <Keep
          event={detail.id}
          function={functionName}
          onClose={() => {
            setKeeping(false)
            keeper.current?.focus()
          }}
        />
      )}
      {isForgotten && (
        <p class="note">Only this page still has this event: the server keeps the latest 10,000.</p>
      )}
      {detail.warnings.map((text) => (
        <p class="note" key={text}>
          {text}
        </p>
      ))}
      <div class="editor" ref={box} />
    </section>
  )
}

const first =
  'type event name userId anonymousId groupId previousId properties traits context integrations'.split(' ')

/** What one looks for stands first; libraries write their own data before it. */
function inReadingOrder(event: object): object {
  const rank = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length)
  return Object.fromEntries(Object.entries(event).sort(([one], [other]) => rank(one) - rank(other)))
}

/** @throws Error saying where the text ends to be JSON */
function readEvent(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (cause) {
    throw new Error(`The event is no JSON: ${(cause as Error).message}`, { cause })
  }
}

/** Sent again with a change it is another event: the same id would make vendors take it for a repetition. */
const withNewId = ({ messageId: _id, ...event }: Record<string, unknown>): Record<string, unknown> => event
