/**
 * Writes a compiled function to `dist/<function>/`: each file under another name first, then renamed, so that nobody ever
 * reads half a function.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { CompiledFunction } from '../types.ts'

/** @param root - the project's folder */
export async function writeDist(
  root: string,
  { code, browser, settings, manifest }: CompiledFunction
): Promise<void> {
  const folder = path.join(root, 'dist', manifest.name)
  await mkdir(folder, { recursive: true })
  const files = {
    'function.js': code,
    ...(browser && { 'browser.js': browser.code, 'browser.d.ts': browser.types }),
    'settings.json': `${JSON.stringify(settings, null, 2)}\n`,
    'manifest.json': `${JSON.stringify(manifest, null, 2)}\n`
  }
  const written = Object.entries(files).map(([name, text]) => ({ text, target: path.join(folder, name) }))
  for (const { text, target } of written) await writeFile(temporary(target), text)
  for (const { target } of written) await rename(temporary(target), target)
  // Of an earlier build, when the destination still had a part in the page.
  for (const name of browser ? [] : ['browser.js', 'browser.d.ts'])
    await rm(path.join(folder, name), { force: true })
}

const temporary = (target: string): string => `${target}.${process.pid}.tmp`
