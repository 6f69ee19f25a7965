/**
 * Bundles what runs in the page into one small script, which a page can load (`<script async>`) as well as import: it
 * exports nothing, and leaves an object in `window`.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { UserError } from '../../shared/errors.ts'
import { emitBrowserEntry, emitBrowserTypes } from '../emit/browser.ts'
import { definitionTsconfig, describeBuildFailure } from '../esbuild.ts'
import { resolveBrowser } from '../read/browser.ts'
import { runtimeFolder, runtimeModules } from '../runtime-modules.ts'
import type { CompiledFunction, ResolvedFunction } from '../types.ts'
import { pruneDefinition } from './prune.ts'

/** The oldest browsers that are still common understand it; analytics-next supports no older ones without polyfills. */
const target = 'es2020'

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
  const script = await bundle(root, emitBrowserEntry(resolved.name, version, browser))
  const head = `/* ${browser.definition.name} in the page: made of ${path.relative(root, browser.entry)}, ${version}. */\n`
  const code = head + script
  const sizes = { bytes: Buffer.byteLength(code), minifiedBytes: Buffer.byteLength(script) }
  return {
    ...compiled,
    browser: { code, types: emitBrowserTypes(resolved.name, browser) },
    manifest: { ...compiled.manifest, browser: sizes }
  }
}

async function bundle(root: string, entry: string): Promise<string> {
  try {
    const { outputFiles, metafile } = await build({
      stdin: { contents: entry, resolveDir: root, sourcefile: 'browser.js', loader: 'js' },
      absWorkingDir: root,
      bundle: true,
      write: false,
      minify: true,
      metafile: true,
      format: 'iife',
      platform: 'browser',
      target,
      tsconfigRaw: definitionTsconfig,
      charset: 'ascii',
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [ownModules, prunedDefinitions]
    })
    // What is still imported is not only named by the runtime's index, but used.
    const [left] = Object.values(metafile.outputs).flatMap(({ imports }) => imports)
    if (left) throw new Error(`${left.path} does not exist in browsers`)
    return outputFiles[0]!.text
  } catch (error) {
    throw new UserError(
      'definition',
      describeBuildFailure(error),
      'What runs in the page is one script; use what browsers have.',
      { cause: error }
    )
  }
}

/** The runtime by the name authors know it, of which only what is used ships. */
const ownModules: Plugin = {
  name: 'own-modules',
  setup({ onResolve }) {
    onResolve({ filter: /^(@segment\/actions-core|segment-functions\/runtime)$/ }, ({ path: name }) => ({
      path: runtimeModules[name as keyof typeof runtimeModules],
      sideEffects: false
    }))
    onResolve({ filter: /^\./ }, ({ path: name, resolveDir }) => {
      const file = path.join(resolveDir, name)
      return file.startsWith(runtimeFolder) ? { path: file, sideEffects: false } : undefined
    })
    // Parts of the runtime that verify webhooks import Node's crypto; a page uses none of them.
    onResolve({ filter: /^node:/ }, ({ path: name, importer }) =>
      importer.startsWith(runtimeFolder) ? { path: name, external: true, sideEffects: false } : undefined
    )
  }
}

const prunedDefinitions: Plugin = {
  name: 'pruned-definitions',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) =>
      file.includes(`${path.sep}node_modules${path.sep}`)
        ? undefined
        : { contents: pruneDefinition(await readFile(file, 'utf8'), file), loader: 'ts' }
    )
  }
}
