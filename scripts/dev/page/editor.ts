/** The editor of an event: CodeMirror, in the colours of the page. */
import { closeBrackets } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  HighlightStyle,
  bracketMatching,
  foldGutter,
  indentOnInput,
  syntaxHighlighting
} from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { EditorView, drawSelection, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

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
  }
})

/** @returns the editor; `read` gives its text */
export function createEditor(parent: HTMLElement, onSend: () => void, onChange: () => void) {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=nonce]')!.content
  const extensions = [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    json(),
    syntaxHighlighting(colours),
    theme,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'The event as JSON' }),
    EditorView.updateListener.of((update) => update.docChanged && onChange()),
    keymap.of([{ key: 'Mod-Enter', run: () => (onSend(), true) }, ...defaultKeymap, ...historyKeymap])
  ]
  const view = new EditorView({ parent, state: EditorState.create({ extensions }) })
  return {
    write: (text: string) => view.setState(EditorState.create({ doc: text, extensions })),
    read: (): string => view.state.doc.toString()
  }
}
