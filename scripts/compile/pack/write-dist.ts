/** Writes a compiled function to `dist/<function>/`. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { writeFiles } from '../../shared/write-files.ts'
import type { CompiledFunction } from '../types.ts'

/** @param root - the project's folder */
export async function writeDist(
  root: string,
  { code, browser, settings, manifest }: CompiledFunction
): Promise<void> {
  const folder = path.join(root, 'dist', manifest.name)
  await writeFiles(folder, {
    'function.js': code,
    ...(browser && { 'browser.js': browser.code, 'browser.d.ts': browser.types }),
    'settings.json': `${JSON.stringify(settings, null, 2)}\n`,
    'manifest.json': `${JSON.stringify(manifest, null, 2)}\n`
  })
  // Of an earlier build, when the destination still had a part in the page.
  for (const name of browser ? [] : ['browser.js', 'browser.d.ts'])
    await rm(path.join(folder, name), { force: true })
}
