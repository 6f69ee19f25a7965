/**
 * What an import of actions-core means inside a Function: the runtime's stand-in, and for what few definitions name
 * (`transform`, `validateSchema`, …) what is large besides.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'esbuild'
import { runtimeFolder, runtimeModules } from '../runtime-modules.ts'

/** Redirects imports; see the head of this file. */
export const actionsCore: Plugin = {
  name: 'actions-core',
  setup({ onResolve, onLoad, resolve }) {
    onResolve(
      { filter: /^(@segment\/actions-core|segment-functions\/runtime)\/?$/ },
      ({ path: name, importer }) => ({
        path: name.replace(/\/$/, ''),
        namespace: 'function',
        suffix: name.startsWith('@segment') && namesRareParts(importer) ? rareSuffix : '',
        sideEffects: false
      })
    )
    // By its own name, so that esbuild's message about a missing export names what the author wrote.
    onLoad({ filter: /.*/, namespace: 'function' }, ({ path: name, suffix }) => ({
      contents: [
        runtimeModules[name as keyof typeof runtimeModules],
        ...(suffix === rareSuffix ? [rareParts] : [])
      ]
        .map((file) => `export * from ${JSON.stringify(file)}`)
        .join('\n'),
      loader: 'js',
      resolveDir: runtimeFolder
    }))
    onResolve({ filter: /^@segment\/actions-core\/./ }, async ({ path: name, importer, ...from }) => {
      if (from.pluginData === rareSuffix) return undefined
      if (importer === rareParts) {
        const { kind, resolveDir } = from
        const { path: file } = await resolve(name, { kind, resolveDir, pluginData: rareSuffix })
        return { path: file, sideEffects: false }
      }
      const text = `"${name}" is a part of actions-core that does not run in Functions; import "@segment/actions-core"`
      return { errors: [{ text }] }
    })
    onResolve({ filter: /^aggregate-error$|\/liquid-directive$/ }, ({ path: name, importer }) =>
      mappingKit.test(importer)
        ? { path: path.join(runtimeFolder, `stand-ins/${path.basename(name)}.ts`), sideEffects: false }
        : undefined
    )
  }
}

const rareParts = path.join(runtimeFolder, 'core/rare.ts')

const mappingKit = /[\\/]@segment[\\/]actions-core[\\/]dist[\\/]esm[\\/]mapping-kit[\\/]/

/** Behind the name of actions-core, for modules that have all of it. */
const rareSuffix = '?all'

const rareName = '(?:transform|validateSchema|getFieldValue|getFieldValueKeys|is(?:[A-Z]\\w*)?Directive)'

/** `import { transform } from …`, or `core.transform` where all of it was imported. */
const rareNames = new RegExp(
  `\\{[^}]*\\b${rareName}\\b[^}]*\\}\\s*from\\s*['"]@segment/actions-core|\\w\\.${rareName}\\b`
)

/** All of it would take time in every build. */
function namesRareParts(importer: string): boolean {
  try {
    return rareNames.test(readFileSync(importer, 'utf8'))
  } catch {
    // It exists only in the build.
    return false
  }
}
