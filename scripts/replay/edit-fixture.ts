/**
 * Changes a fixture's text where its values change: the rest keeps its layout, so that a reviewer sees what changed and
 * nothing else.
 */
import { isDeepStrictEqual } from 'node:util'
import { applyEdits, modify } from 'jsonc-parser'
import type { JSONPath } from 'jsonc-parser'
import { format, resolveConfig } from 'prettier'
import { isObject } from '../runtime/author/text.ts'

interface Change {
  path: JSONPath
  /** Undefined takes the member out. */
  value: unknown
}

/**
 * @param text - a JSON file
 * @param value - what it is to say
 * @param file - its absolute path, by which prettier finds the layout of the project
 */
export async function editJson(text: string, value: unknown, file: string): Promise<string> {
  const edited = changes([], JSON.parse(text), value).reduce(
    (before, { path, value: wanted }) =>
      applyEdits(
        before,
        modify(before, path, wanted, { formattingOptions: { insertSpaces: true, tabSize: 2 } })
      ),
    text
  )
  // Who lays a file out by hand keeps that.
  return (await layOut(text, file)) === text ? layOut(edited, file) : edited
}

/** @returns the JSON as the project's other files are laid out */
export async function layOut(text: string, file: string): Promise<string> {
  return format(text, { endOfLine: 'auto', ...(await resolveConfig(file)), parser: 'json' })
}

/** The smallest parts that differ; a list of another length is one part. */
function changes(path: JSONPath, before: unknown, after: unknown): Change[] {
  if (isDeepStrictEqual(before, after)) return []
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return after.flatMap((value, index) => changes([...path, index], before[index], value))
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => changes([...path, name], own(before, name), own(after, name)))
  }
  return [{ path, value: after }]
}

const own = (object: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined
