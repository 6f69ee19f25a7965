/** A copy of the project to follow its documentation in. */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

export interface ProjectCopy {
  folder: string
  /** @returns what the command prints to standard output; rejects unless it ends with exit code 0 or one of `exitCodes` */
  run: (command: string, exitCodes?: number[]) => Promise<string>
  remove: () => Promise<void>
}

const copied = [
  'scripts',
  'destinations',
  'package.json',
  'segment.config.json',
  'tsconfig.json',
  '.prettierrc'
]

/**
 * @param more - files and folders that a page needs beside the usual ones
 * @param variables - added to the environment of each command
 */
export async function copyProject(
  more: string[] = [],
  variables: NodeJS.ProcessEnv = {}
): Promise<ProjectCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'walkthrough-'))
  for (const name of [...copied, ...more]) await cp(name, path.join(folder, name), { recursive: true })
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, ...variables } } as const
  return {
    folder,
    run: async (command, exitCodes = []) => {
      try {
        return (await promisify(execFile)('sh', ['-c', command], options)).stdout
      } catch (error) {
        const { code, stdout } = error as { code: number; stdout: string }
        if (exitCodes.includes(code)) return stdout
        throw error
      }
    },
    remove: () => rm(folder, { recursive: true, force: true })
  }
}
