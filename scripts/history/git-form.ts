/**
 * A function as a commit has it: the project's files of that commit in a folder of their own, compiled there by today's
 * compiler, so that what differs is what the definitions and segment.config.json say.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import { loadConfig, selectDestinations } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'

const run = promisify(execFile)

/**
 * @param root - the project's folder
 * @param name - the function
 * @param ref - a commit, branch or tag
 * @returns its code
 * @throws {@link UserError} when there is no such commit, or the function cannot be compiled as it is there
 */
export async function compileAt(root: string, name: string, ref: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'segment-functions-'))
  try {
    await extract(root, ref, folder)
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules')).catch(() => undefined)
    const config = await loadConfig(folder)
    selectDestinations(config, [name])
    const { code } = await compileFunction(
      folder,
      await resolveFunction(folder, name, config.functions[name]!)
    )
    return code
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const isUnknown = error.message.startsWith('git has no')
    throw new UserError(
      error.code,
      `git:${ref}: ${error.message.replaceAll(`${folder}${path.sep}`, '')}`,
      isUnknown
        ? error.hint
        : 'The function is not there yet, or today cannot be built as it was. Name a later commit, or a function.js of then.',
      { cause: error }
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function extract(root: string, ref: string, folder: string): Promise<void> {
  const archive = path.join(folder, 'archive.tar')
  try {
    await run('git', ['archive', '--format=tar', `--output=${archive}`, ref, '--', '.'], { cwd: root })
  } catch (cause) {
    const reason = String((cause as { stderr?: unknown }).stderr ?? cause)
      .trim()
      .split('\n')[0]
    throw new UserError(
      'usage',
      `git has no "${ref}" here (${reason}).`,
      'Name a commit, a branch or a tag.',
      {
        cause
      }
    )
  }
  await run('tar', ['-xf', archive, '-C', folder])
  await rm(archive)
}
