/** Lines that are too long go on below their own beginning, not at the edge. By classes: the page allows no style attributes. */
import { RangeSetBuilder } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view'
import type { DecorationSet, ViewUpdate } from '@codemirror/view'

const deepest = 24
const depths = Array.from({ length: deepest + 1 }, (_, depth) => Decoration.line({ class: `cm-in${depth}` }))

const styles = EditorView.theme(
  Object.fromEntries(
    depths.map((_, depth) => [
      `.cm-line.cm-in${depth}`,
      { textIndent: `-${depth + 2}ch`, paddingLeft: `calc(${depth + 2}ch + 6px)` }
    ])
  )
)

function decorate({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to } of visibleRanges)
    for (let at = from; at <= to;) {
      const line = state.doc.lineAt(at)
      const blanks = /^ */.exec(line.text)![0].length
      builder.add(line.from, line.from, depths[Math.min(blanks, deepest)]!)
      at = line.to + 1
    }
  return builder.finish()
}

class Indents {
  decorations: DecorationSet

  constructor(view: EditorView) {
    this.decorations = decorate(view)
  }

  update({ docChanged, viewportChanged, view }: ViewUpdate): void {
    if (docChanged || viewportChanged) this.decorations = decorate(view)
  }
}

export const hangingIndent = [
  styles,
  ViewPlugin.fromClass(Indents, { decorations: ({ decorations }) => decorations })
]
