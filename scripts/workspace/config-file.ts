/**
 * Writes the id of a function into segment.config.json. Order, formatting and comments stay; the file is read again
 * just before, so what another upload or an editor wrote meanwhile stays too.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { applyEdits, findNodeAtLocation, format, getNodeValue, modify, parseTree } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import { UserError } from '../shared/errors.ts'

export interface FunctionId {
  environment: string
  name: string
  id: string
}

const lockTries = 20
const lockPauseMs = 100

/**
 * @param root - the folder of segment.config.json
 * @param sleep - resolves after as many milliseconds; used while another upload is writing
 * @throws {UserError} `config` when the file now has another id, was locked too long, or is no JSON any more; then it
 * is left as it is
 */
export async function writeFunctionId(
  root: string,
  entry: FunctionId,
  sleep: (ms: number) => Promise<unknown>
): Promise<void> {
  const file = path.join(root, 'segment.config.json')
  // The new text is written here and renamed. Whoever made this file may write: a lock, as git has one.
  const draft = `${file}.lock`
  await claim(draft, sleep)
  try {
    const text = await readFile(file, 'utf8')
    await writeFile(draft, withId(text, entry))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function claim(draft: string, sleep: (ms: number) => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await writeFile(draft, '', { flag: 'wx' })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (attempt === lockTries) {
        throw new UserError(
          'config',
          'segment.config.json.lock exists: another upload is writing segment.config.json, or was stopped while it did.',
          'Remove segment.config.json.lock when no other upload is running.'
        )
      }
      await sleep(lockPauseMs)
    }
  }
}

function withId(text: string, { environment, name, id }: FunctionId): string {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors)
  if (tree === undefined || errors.length > 0) {
    throw new UserError(
      'config',
      'segment.config.json is no valid JSON any more; it was changed while the upload ran.',
      'Mend it, then add the id by hand.'
    )
  }
  const place = ['environments', environment, 'functions', name]
  const node = findNodeAtLocation(tree, [...place, 'id'])
  const current: unknown = node && getNodeValue(node)
  if (current === id) return text
  if (current !== undefined) {
    throw new UserError(
      'config',
      `segment.config.json: ${place.join('.')}.id is now ${String(current)}; it was empty when the upload began.`,
      'Two people may have uploaded the same function: keep the id of the one that is in use, and delete the other function in Segment.'
    )
  }
  const siblings = findNodeAtLocation(tree, place.slice(0, -1))
  const last = siblings?.children?.at(-1)
  if (last && node === undefined && lineBreak.test(text.slice(siblings!.offset, last.offset))) {
    // One more line in the style of the others; jsonc-parser would spread all of them over several lines.
    const before = text.slice(0, last.offset)
    const indent = /[\r\n]+[ \t]*$/.exec(before)?.[0] ?? ' '
    const end = last.offset + last.length
    return `${text.slice(0, end)},${indent}${JSON.stringify(name)}: { "id": "${id}" }${text.slice(end)}`
  }
  const added = applyEdits(text, modify(text, [...place, 'id'], id, {}))
  // An environment on one line would grow too long: it alone is spread out.
  const { offset, length } = findNodeAtLocation(parseTree(added)!, ['environments', environment])!
  const formatting = {
    insertSpaces: true,
    tabSize: indentation(text),
    eol: lineBreak.exec(text)?.[0] ?? '\n'
  }
  return applyEdits(added, format(added, { offset, length }, formatting))
}

const lineBreak = /\r?\n/

/** The file's own: the blanks before its first key. */
const indentation = (text: string): number => /^( +)"/m.exec(text)?.[1]?.length ?? 2
