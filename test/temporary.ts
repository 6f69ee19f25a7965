/** Temporary folders with files, for tests of what reads files. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from '@jest/globals'

const made: string[] = []

afterEach(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
})

/**
 * Makes a folder with the files in it, and removes it after the test. Packages resolve there as in the project.
 *
 * @param files - texts, or values to be written as JSON, by their path in the folder
 * @returns the folder's absolute path
 */
export async function temporaryFolder(files: Record<string, unknown>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'replay-'))
  made.push(root)
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(
      join(root, name),
      typeof content === 'string' ? content : JSON.stringify(content, null, 2)
    )
  }
  return root
}
