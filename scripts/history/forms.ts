/** The two forms of a function that a comparison is about: the one as it is here, and the one that `--against` names. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import type { ResolvedFunction } from '../compile/types.ts'
import { loadConfig, selectFunctions } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { compileAt } from './git-form.ts'

export interface Forms {
  fn: ResolvedFunction
  /** As it is against what is compared, in words: `git:HEAD`. */
  against: string
  before: string
  after: string
}

/**
 * @param against - `git:REF`, `workspace`, or the path of a function.js
 * @param fromWorkspace - reads the code that a workspace runs
 * @throws {@link UserError} when one of the forms cannot be had
 */
export async function openForms(
  root: string,
  name: string,
  against: string,
  fromWorkspace: () => Promise<string>
): Promise<Forms> {
  const config = await loadConfig(root)
  selectFunctions(config, [name])
  const fn = await resolveFunction(root, name, config.functions[name]!)
  const { code: after } = await compileFunction(root, fn)
  return { fn, against, before: await formOf(root, name, against, fromWorkspace), after }
}

async function formOf(
  root: string,
  name: string,
  against: string,
  fromWorkspace: () => Promise<string>
): Promise<string> {
  if (against === 'workspace') return fromWorkspace()
  if (against.startsWith('git:')) return compileAt(root, name, against.slice('git:'.length))
  try {
    return await readFile(path.resolve(root, against), 'utf8')
  } catch (cause) {
    throw new UserError(
      'file',
      `--against ${against} is no file that can be read (${(cause as NodeJS.ErrnoException).code}).`,
      'Name a function.js, git:REF, or workspace with --env.',
      { cause }
    )
  }
}
