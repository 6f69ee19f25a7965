/**
 * Bundles what runs in the page into one small script, which a page can load (`<script async>`) as well as import: it
 * exports nothing, and leaves an object in `window`.
 */
import path from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { UserError } from '../../shared/errors.ts'
import { definitionTsconfig, describeBuildFailure } from '../esbuild.ts'
import { runtimeFolder, runtimeModules } from '../runtime-modules.ts'
import { placeInSource, prunedDefinitions } from './definitions.ts'

/** The oldest browsers that are still common understand it; analytics-next supports no older ones without polyfills. */
const target = 'es2020'

/**
 * @param root - the project's folder
 * @param entry - the emitted module
 * @throws UserError for what does not exist in browsers
 */
export async function bundleBrowser(root: string, entry: string): Promise<string> {
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
      plugins: [ownModules, prunedDefinitions()]
    })
    // What is still imported is not only named by the runtime's index, but used.
    const [left] = Object.values(metafile.outputs).flatMap(({ imports }) => imports)
    if (left) throw new Error(`${left.path} does not exist in browsers`)
    return outputFiles[0]!.text
  } catch (error) {
    throw new UserError(
      'definition',
      describeBuildFailure(error, { place: (location) => placeInSource(root, location) }),
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
