/** A condition or a mapping, to be changed in its place: a small editor that knows the paths of the event. */
import { useEffect, useRef } from 'preact/hooks'
import { createCodeField } from './editor.ts'

export interface CodeFieldProps {
  /** For those who do not see it: "the condition of Track a sale". */
  label: string
  kind: 'condition' | 'mapping'
  text: string
  event: unknown
  /** @param text - undefined takes the change back */
  onType(text: string | undefined): void
}

const hints = {
  condition: 'Segment’s query language: type = "track" and properties.plan = "pro"',
  mapping: '{ "@path": "$.properties.plan" }, { "@template": "{{userId}}" }, a text, or another directive'
} as const

export function CodeField({ label, kind, text, event, onType }: CodeFieldProps) {
  const box = useRef<HTMLDivElement>(null)
  const typed = useRef(onType)
  typed.current = onType
  const leave = () => {
    typed.current(undefined)
    // Who came with the keyboard goes on from there.
    setTimeout(() =>
      document.querySelector<HTMLElement>(`[aria-label="Change ${CSS.escape(label)}"]`)?.focus()
    )
  }
  useEffect(() => {
    const field = createCodeField(box.current!, {
      ...{ label, kind, text, event },
      onChange: (now) => typed.current(now),
      onEscape: leave
    })
    field.focus()
    return () => field.destroy()
  }, [label])
  return (
    <div class="code-field">
      <div class="box" ref={box} />
      <button class="change" aria-label={`Leave ${label} as it was`} title="Esc" onClick={leave}>
        ✕
      </button>
      <small>{hints[kind]}</small>
    </div>
  )
}
