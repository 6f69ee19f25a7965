/**
 * Writes the id of a function into segment.config.json, or into the file that has the ids of the local API. Order,
 * formatting and comments stay, as do a byte order mark, the file's mode, and a link that it is; the file is read again
 * just before, so what another upload or an editor wrote meanwhile stays too.
 */
import { chmod, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { applyEdits, findNodeAtLocation, format, getNodeValue, modify, parseTree } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import { UserError } from '../shared/errors.ts'

export interface FunctionId {
  /** From the project's folder; made when it does not exist. */
  file: string
  environment: string
  name: string
  id: string
}

const lockTries = 20
const lockPauseMs = 100

/**
 * @param root - the folder of segment.config.json
 * @param sleep - resolves after as many milliseconds; used while another upload is writing
 * @throws {UserError} `config` when the file now has another id, was locked too long, or is no JSON any more, `file`
 *   when it cannot be written; then it is left as it is
 */
export async function writeFunctionId(
  root: string,
  entry: FunctionId,
  sleep: (ms: number) => Promise<unknown>
): Promise<void> {
  try {
    const target = await targetOf(path.join(root, entry.file))
    await replaceFile(target, entry, sleep)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    // An error of the file system has a code in capitals: EACCES, EROFS, ENOSPC.
    if (cause instanceof UserError || !/^E[A-Z]+$/.test(code ?? '')) throw cause
    throw new UserError(
      'file',
      `${entry.file} could not be written (${code}).`,
      `Write environments.${entry.environment}.functions.${entry.name}.id = "${entry.id}" into it by hand.`,
      { cause }
    )
  }
}

/** Where a link leads is what is replaced, not the link. */
async function targetOf(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await mkdir(path.dirname(file), { recursive: true })
    return file
  }
}

async function replaceFile(
  target: string,
  entry: FunctionId,
  sleep: (ms: number) => Promise<unknown>
): Promise<void> {
  // The new text is written here and renamed. Whoever made this file may write: a lock, as git has one.
  const draft = `${target}.lock`
  await claim(draft, `${entry.file}.lock`, sleep)
  try {
    const before = await readWhole(target)
    await writeFile(
      draft,
      byteOrderMark.test(before.text)
        ? `\uFEFF${withId(before.text.slice(1), entry)}`
        : withId(before.text, entry)
    )
    if (before.mode !== undefined) await chmod(draft, before.mode)
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

const byteOrderMark = /^\uFEFF/

async function readWhole(file: string): Promise<{ text: string; mode?: number }> {
  try {
    return { text: await readFile(file, 'utf8'), mode: (await stat(file)).mode & 0o7777 }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '{\n  "environments": {}\n}\n' }
    throw error
  }
}

async function claim(draft: string, shown: string, sleep: (ms: number) => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await writeFile(draft, '', { flag: 'wx' })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (attempt === lockTries) {
        throw new UserError(
          'config',
          `${shown} exists: another upload is writing beside it, or was stopped while it did.`,
          `Remove ${shown} when no other upload is running.`
        )
      }
      await sleep(lockPauseMs)
    }
  }
}

function withId(text: string, { file, environment, name, id }: FunctionId): string {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors)
  if (tree === undefined || errors.length > 0) {
    throw new UserError(
      'config',
      `${file} is no valid JSON any more; it was changed while the upload ran.`,
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
      `${file}: ${place.join('.')}.id is now ${String(current)}; it was empty when the upload began.`,
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
    return `${text.slice(0, end)},${indent}${JSON.stringify(name)}: { "id": ${JSON.stringify(id)} }${text.slice(end)}`
  }
  const added = applyEdits(text, modify(text, [...place, 'id'], id, {}))
  // An environment on one line would grow too long: it alone is spread out.
  const { offset, length } = findNodeAtLocation(parseTree(added)!, ['environments', environment])!
  const formatting = { ...indentation(text), eol: lineBreak.exec(text)?.[0] ?? '\n' }
  return applyEdits(added, format(added, { offset, length }, formatting))
}

const lineBreak = /\r?\n/

/** The file's own: the blanks or the tab before its first key. */
function indentation(text: string): { insertSpaces: boolean; tabSize: number } {
  const blanks = /^([ \t]+)"/m.exec(text)?.[1] ?? '  '
  return { insertSpaces: !blanks.startsWith('\t'), tabSize: blanks.length }
}
