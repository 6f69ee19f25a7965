/**
 * Reads the JSON files a person writes (fixtures, events, settings) so that every mistake in them can be named with
 * its line and column.
 */
import { readFile } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { findNodeAtLocation, parseTree, type JSONPath, type Node, type ParseError } from 'jsonc-parser'
import { UserError, type UserErrorCode } from '../shared/errors.ts'

/** A file that was read, and a way to say where in it something stands. */
export interface LocatedJson {
  /** As people see it: relative to the project. */
  name: string
  value: unknown
  code: UserErrorCode
  /** The place of a value or, where it is missing, of what should hold it: `fixtures/dub/lead.json:4:3`. */
  at(path: JSONPath): string
}

/** A path as messages show it: relative to the project, with slashes, unless it lies outside. */
export function shownPath(root: string, path: string): string {
  const inside = relative(root, path)
  if (inside.startsWith('..') || isAbsolute(inside)) return path
  return inside.split(sep).join('/') || '.'
}

/**
 * @param path - the absolute path
 * @param name - the path as messages show it
 * @param code - the code of the errors this file causes
 * @throws UserError when the file is missing, unreadable or no JSON; comments and trailing commas are no JSON either
 */
export async function readLocatedJson(path: string, name: string, code: UserErrorCode): Promise<LocatedJson> {
  return locateJson(await readText(path, name), name, code)
}

/**
 * @param text - what a file, or standard input, holds
 * @throws UserError when it is no JSON
 */
export function locateJson(text: string, name: string, code: UserErrorCode): LocatedJson {
  try {
    const value: unknown = JSON.parse(text)
    if (code === 'config') refuseRepeatedKey(text, name)
    return { name, value, code, at: (place) => `${name}:${position(text, offsetOf(text, place))}` }
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const errors: ParseError[] = []
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
    const offset = errors[0]?.offset ?? 0
    throw new UserError(
      code,
      `${name}:${position(text, offset)} is not JSON: ${describe(text, offset)}.`,
      'Mend the file there. JSON has no comments, no trailing commas and only double quotes.',
      { cause }
    )
  }
}

async function readText(path: string, name: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8')
    // Some editors on Windows open a file with a byte order mark, which JSON.parse refuses.
    return text.startsWith('\uFEFF') ? text.slice(1) : text
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UserError(
        'file',
        `${name} does not exist.`,
        'Check the path; it is relative to the project.',
        {
          cause
        }
      )
    throw new UserError(
      'file',
      `${name} cannot be read (${code}).`,
      'Give the path of a readable JSON file.',
      {
        cause
      }
    )
  }
}

function offsetOf(text: string, path: JSONPath): number {
  const tree = parseTree(text)
  for (let length = path.length; tree && length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length))
    // An unknown key is wrong itself, so its name is the place, not its value.
    if (node) return (node.parent?.type === 'property' ? node.parent : node).offset
  }
  return tree?.offset ?? 0
}

/** JSON's last one of two would win, and a function be gone without a word. */
function refuseRepeatedKey(text: string, name: string): void {
  const repeated = repeatedKeyIn(parseTree(text))
  if (repeated === undefined) return
  throw new UserError(
    'config',
    `${name}:${position(text, repeated.offset)}: "${String(repeated.value)}" stands there for the second time, and the first would count for nothing.`,
    'Give one of the two another name, or take it out.'
  )
}

function repeatedKeyIn(node: Node | undefined): Node | undefined {
  if (node === undefined) return undefined
  const seen = new Set<unknown>()
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children![0]! : undefined
    if (key && seen.has(key.value)) return key
    if (key) seen.add(key.value)
    const found = repeatedKeyIn(child)
    if (found) return found
  }
  return undefined
}

/** Line and column, both from 1, as editors count them. */
function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `${before.length}:${before.at(-1)!.length + 1}`
}

function describe(text: string, offset: number): string {
  const rest = text.slice(offset).trimStart()
  if (text.trim() === '') return 'it is empty'
  // One character, as what follows may be a secret: a settings file with a key that is not in quotes.
  return rest === '' ? 'it ends too early' : `${JSON.stringify([...rest][0])} cannot stand there`
}
