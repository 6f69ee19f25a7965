/** A text that is shown until somebody wants to change it, beside its place. */
import { useEffect, useRef } from 'preact/hooks'

export interface EditableProps {
  /** For those who do not see it: "the condition of Track a sale". */
  label: string
  /** What stands there now. */
  current: string
  /** What is typed instead. */
  typed: string | undefined
  /** @param text - undefined takes the change back */
  onType(text: string | undefined): void
  children: preact.ComponentChildren
}

export function Editable({ label, current, typed, onType, children }: EditableProps) {
  const box = useRef<HTMLTextAreaElement>(null)
  const isOpen = typed !== undefined
  useEffect(() => box.current?.focus(), [isOpen])
  if (!isOpen)
    return (
      <span class="editable">
        {children}{' '}
        <button
          class="change"
          aria-label={`Change ${label}`}
          title={`Change ${label}`}
          onClick={() => onType(current)}
        >
          ✎
        </button>
      </span>
    )
  return (
    <span class="editable open">
      <textarea
        ref={box}
        class="m"
        spellcheck={false}
        aria-label={label}
        rows={Math.min(8, typed.split('\n').length + 1)}
        value={typed}
        onInput={({ currentTarget }) => onType(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Escape' && onType(undefined)}
      />
      <button class="change" aria-label={`Leave ${label} as it was`} onClick={() => onType(undefined)}>
        ✕
      </button>
    </span>
  )
}
