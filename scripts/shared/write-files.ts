/**
 * Writes files whole: each under another name first, then renamed, so that nobody ever reads half a file, and nothing is
 * replaced unless all of them could be written.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * @param folder - where the files go; made when it does not exist
 * @param files - their texts by name
 */
export async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true })
  const drafts = Object.entries(files).map(([name, text]) => {
    const target = path.join(folder, name)
    return { text, target, draft: `${target}.${process.pid}.tmp` }
  })
  let at = folder
  try {
    for (const { text, draft } of drafts) {
      at = draft
      await writeFile(draft, text)
    }
    for (const { target, draft } of drafts) await rename(draft, target)
  } catch (error) {
    await Promise.all(drafts.map(({ draft }) => rm(draft, { force: true }).catch(() => undefined)))
    // What the system says of a full disk names no file.
    throw Object.assign(error as NodeJS.ErrnoException, { path: (error as NodeJS.ErrnoException).path ?? at })
  }
}
