/**
 * Writes a change of presets into segment.config.json: only what was changed, with the file's own layout, and takes it back
 * as long as nobody else has written there since.
 */
import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { applyEdits, findNodeAtLocation, getNodeValue, modify, parseTree } from 'jsonc-parser'
import { withPresets } from '../compile/index.ts'
import { configFile } from '../input/config.ts'
import { locateJson } from '../input/located-json.ts'
import { layOut } from '../replay/edit-fixture.ts'
import { UserError } from '../shared/errors.ts'
import { placeOf, withChanges } from './changes.ts'
import type { PresetChanges } from './changes.ts'
import type { Destination } from './unit.ts'

interface Step {
  before: string
  after: string
}

/** What was taken over since `dev` began, to be taken back one after the other. */
export class ConfigFile {
  readonly #file: string
  readonly #steps: Step[] = []

  constructor(root: string) {
    this.#file = path.join(root, configFile)
  }

  /** How many changes can be taken back. */
  get undoable(): number {
    return this.#steps.length
  }

  /**
   * @returns whether there was something to write
   * @throws UserError for what the function would refuse, and a file that is no JSON; then nothing is written
   */
  async takeOver({ name, build }: Destination, changes: PresetChanges): Promise<boolean> {
    withPresets(build.fn, withChanges(build.config, build.fn, changes), placeOf({ name }))
    const before = await readFile(this.#file, 'utf8')
    const presets = build.fn.subscriptions.map(({ preset }) => preset)
    // A mistake in the file is told before anything is written into it.
    locateJson(before, configFile, 'config')
    const edited = withText(before, name, presets, changes)
    // Who lays a file out by hand keeps that.
    const isLaidOut = (await layOut(before, this.#file)) === before
    const after = isLaidOut ? await layOut(edited, this.#file) : edited
    if (after === before) return false
    await replace(this.#file, after)
    this.#steps.push({ before, after })
    return true
  }

  /** @throws UserError when there is nothing to take back, or the file was changed since */
  async undo(): Promise<true> {
    const step = this.#steps.at(-1)
    if (!step) throw new UserError('usage', 'Nothing was taken over that could be taken back.')
    if ((await readFile(this.#file, 'utf8')) !== step.after) {
      throw new UserError(
        'config',
        `${configFile} was changed since, so that it is left as it is.`,
        'Take the change back in your editor, or with git.'
      )
    }
    await replace(this.#file, step.before)
    this.#steps.pop()
    return true
  }
}

/**
 * @param presets - those that the function has when the file names none
 * @returns the file's text with the changes
 */
function withText(text: string, name: string, presets: string[], changes: PresetChanges): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  let now = text.slice(mark.length)
  const place = ['functions', name, 'presets']
  const formattingOptions = layoutOf(now)
  const valueAt = (steps: string[]): unknown => {
    const tree = parseTree(now)
    const node = tree && findNodeAtLocation(tree, steps)
    return node && (getNodeValue(node) as unknown)
  }
  const set = (steps: string[], value: unknown): void => {
    now = applyEdits(now, modify(now, steps, value, { formattingOptions }))
  }
  if (valueAt(place.slice(0, 2)) === undefined)
    throw new UserError('config', `${configFile} has no functions.${name} any more.`, 'Mend it first.')
  if (valueAt(place) === undefined) set(place, Object.fromEntries(presets.map((preset) => [preset, true])))
  for (const [preset, { subscribe, mapping = {} }] of Object.entries(changes)) {
    const own = [...place, preset]
    if (typeof valueAt(own) !== 'object') {
      const hasMapping = Object.keys(mapping).length > 0
      set(own, { ...(subscribe !== undefined && { subscribe }), ...(hasMapping && { mapping }) })
      continue
    }
    if (subscribe !== undefined) set([...own, 'subscribe'], subscribe)
    for (const [field, value] of Object.entries(mapping)) set([...own, 'mapping', field], value)
  }
  return mark + now
}

function layoutOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const blanks = /^([ \t]+)"/m.exec(text)?.[1] ?? '  '
  return {
    insertSpaces: !blanks.startsWith('\t'),
    tabSize: blanks.startsWith('\t') ? 1 : blanks.length,
    eol: /\r?\n/.exec(text)?.[0] ?? '\n'
  }
}

/** Written under another name first; where a link leads is what is replaced. */
async function replace(file: string, text: string): Promise<void> {
  const target = await realpath(file)
  await writeFile(`${target}.new`, text, { mode: (await stat(target)).mode & 0o7777 })
  await rename(`${target}.new`, target)
}
