/** Compiles what of a destination runs in the page, and puts it beside its function. */
import { emitBrowserEntry, emitBrowserTypes } from './emit/browser.ts'
import { bundleBrowser } from './pack/browser.ts'
import { shownPath } from '../shared/package.ts'
import { resolveBrowser } from './read/browser.ts'
import type { CompiledBrowser, CompiledFunction, Manifest, ResolvedFunction } from './types.ts'

/**
 * @param root - the project's folder
 * @param resolved - the function's name, and the absolute path of its destination's folder
 * @param version - goes into the head and the plugin
 * @returns the part for the page and its size; undefined where the destination has none
 * @throws UserError for a definition that cannot be compiled
 */
export async function compileBrowser(
  root: string,
  resolved: Pick<ResolvedFunction, 'name' | 'folder'>,
  version: string
): Promise<{ browser: CompiledBrowser; sizes: NonNullable<Manifest['browser']> } | undefined> {
  const browser = await resolveBrowser(root, resolved)
  if (!browser) return undefined
  const script = await bundleBrowser(root, emitBrowserEntry(resolved.name, version, browser))
  const head = `/* ${browser.definition.name} in the page: made of ${shownPath(root, browser.entry)}, ${version}. */\n`
  const code = head + script
  return {
    browser: { code, types: emitBrowserTypes(resolved.name, browser) },
    sizes: { bytes: Buffer.byteLength(code), minifiedBytes: Buffer.byteLength(script) }
  }
}

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
  const made = await compileBrowser(root, resolved, compiled.manifest.version)
  if (!made) return compiled
  return {
    ...compiled,
    browser: made.browser,
    manifest: { ...compiled.manifest, browser: made.sizes }
  }
}
