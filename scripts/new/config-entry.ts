/** Adds to segment.config.json; its layout, comments and order stay. */
import { applyEdits, findNodeAtLocation, getNodeValue, modify, parseTree } from 'jsonc-parser'
import type { JSONPath } from 'jsonc-parser'

/**
 * @param text - of segment.config.json, which has been read without mistakes
 * @param name - of a function that there is not yet
 * @param entry - of the function
 */
export const withFunction = (text: string, name: string, entry: object): string =>
  added(text, ['functions', name], entry)

/**
 * @param preset - switched on where the function names its presets; where it names none, it has all of them already
 */
export function withPreset(text: string, name: string, preset: string): string {
  const place = ['functions', name, 'presets']
  const node = findNodeAtLocation(parseTree(withoutMark(text))!, place)
  if (node === undefined) return text
  const presets = getNodeValue(node) as Record<string, unknown>
  if (Object.hasOwn(presets, preset)) return text
  const last = node.children?.at(-1)
  if (
    last === undefined ||
    withoutMark(text)
      .slice(node.offset, node.offset + node.length)
      .includes('\n')
  )
    return added(text, [...place, preset], true)
  // One line stays one line, which jsonc-parser would spread.
  const mark = text.length - withoutMark(text).length
  const end = mark + last.offset + last.length
  return `${text.slice(0, end)}, ${JSON.stringify(preset)}: true${text.slice(end)}`
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '')

function added(text: string, place: JSONPath, value: unknown): string {
  const plain = withoutMark(text)
  const blanks = /^([ \t]+)"/m.exec(plain)?.[1] ?? '  '
  const formattingOptions = {
    insertSpaces: !blanks.startsWith('\t'),
    tabSize: blanks.length,
    eol: /\r?\n/.exec(plain)?.[0] ?? '\n'
  }
  const edited = applyEdits(plain, modify(plain, place, value, { formattingOptions }))
  return text.slice(0, text.length - plain.length) + edited
}
