/** The editors of the page: CodeMirror, in the colours of the page. */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  completionKeymap,
  completionStatus
} from '@codemirror/autocomplete'
import type { CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  HighlightStyle,
  bracketMatching,
  foldGutter,
  indentOnInput,
  syntaxHighlighting
} from '@codemirror/language'
import { EditorState, Prec } from '@codemirror/state'
import type { Extension } from '@codemirror/state'
import { EditorView, drawSelection, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { conditionWords, eventKeys, mappingWords } from './complete.ts'
import { hangingIndent } from './hanging-indent.ts'

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--again)' }
])

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--dim)', border: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--mark) !important'
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--pane)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    overflow: 'hidden'
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '180px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--mark)',
    color: 'var(--ink)'
  },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)' }
})

const shared = (label: string, complete: CompletionSource): Extension => [
  EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[name=nonce]')!.content),
  history(),
  drawSelection(),
  closeBrackets(),
  syntaxHighlighting(colours),
  theme,
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  autocompletion({ override: [complete], icons: false }),
  // Tab goes on to the next thing on the page, except where a completion waits to be taken.
  Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
  keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap])
]

export interface EventEditorOptions {
  /** What the functions read of events, for the completion: `properties.plan`. */
  known(): string[]
  onSend(): void
  onChange(): void
}

/** @returns the editor of an event; `read` gives its text */
export function createEventEditor(parent: HTMLElement, { known, onSend, onChange }: EventEditorOptions) {
  const extensions = [
    Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (onSend(), true) }])),
    lineNumbers(),
    foldGutter(),
    bracketMatching(),
    indentOnInput(),
    json(),
    hangingIndent,
    EditorView.updateListener.of((update) => update.docChanged && onChange()),
    shared('The event as JSON', eventKeys(known))
  ]
  const view = new EditorView({ parent, state: EditorState.create({ extensions }) })
  return {
    write: (text: string) => view.setState(EditorState.create({ doc: text, extensions })),
    read: (): string => view.state.doc.toString()
  }
}

export interface CodeFieldOptions {
  label: string
  kind: 'condition' | 'mapping'
  text: string
  event: unknown
  onChange(text: string): void
  onEscape(): void
}

export function createCodeField(parent: HTMLElement, options: CodeFieldOptions) {
  const { label, kind, text, event, onChange, onEscape } = options
  const extensions = [
    kind === 'mapping' ? [json(), indentOnInput()] : [],
    EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
    shared(label, kind === 'mapping' ? mappingWords(event) : conditionWords(event)),
    keymap.of([{ key: 'Escape', run: ({ state }) => completionStatus(state) === null && (onEscape(), true) }])
  ]
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) })
  return {
    focus: () => view.focus(),
    destroy: () => view.destroy()
  }
}
