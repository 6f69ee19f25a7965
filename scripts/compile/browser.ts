/** Compiles what of a destination runs in the page, and puts it beside its function. */
import path from 'node:path'
import { emitBrowserEntry, emitBrowserTypes } from './emit/browser.ts'
import { bundleBrowser } from './pack/browser.ts'
import { resolveBrowser } from './read/browser.ts'
import type { CompiledFunction, ResolvedFunction } from './types.ts'

/**
 * Compiles the part for the page as well, where the destination has one.
 *
 * @param root - the project's folder
 * @param compiled - what `compileFunction` made of the same function
 * @throws UserError for a definition that cannot be compiled
 */
export async function withBrowser(
  root: string,
  resolved: ResolvedFunction,
  compiled: CompiledFunction
): Promise<CompiledFunction> {
  const browser = await resolveBrowser(root, resolved)
  if (!browser) return compiled
  const { version } = compiled.manifest
  const script = await bundleBrowser(root, emitBrowserEntry(resolved.name, version, browser))
  const head = `/* ${browser.definition.name} in the page: made of ${path.relative(root, browser.entry)}, ${version}. */\n`
  const code = head + script
  const sizes = { bytes: Buffer.byteLength(code), minifiedBytes: Buffer.byteLength(script) }
  return {
    ...compiled,
    browser: { code, types: emitBrowserTypes(resolved.name, browser) },
    manifest: { ...compiled.manifest, browser: sizes }
  }
}
