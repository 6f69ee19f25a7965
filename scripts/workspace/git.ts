/** Which commit a function is uploaded from. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * @param root - the project's folder
 * @returns the commit's hash, with `-dirty` behind it when files differ from it; undefined outside a git repository
 */
export async function currentCommit(root: string): Promise<string | undefined> {
  try {
    const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], { cwd: root })
    const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: root })
    return commit.trim() + (changes === '' ? '' : '-dirty')
  } catch {
    return undefined
  }
}
