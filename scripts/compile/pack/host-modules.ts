/**
 * What an import means inside a Function, which has no modules: actions-core becomes the runtime's stand-in, `crypto` and
 * `https` become the globals that Segment provides, anything else of Node is refused by name.
 */
import { builtinModules, createRequire } from 'node:module'
import type { Plugin } from 'esbuild'
import { runtimeFolder, runtimeModules } from '../runtime-modules.ts'

/** Modules whose exports Functions have as a global of the same name (Segment: Functions, Runtime and dependencies). */
const providedModules = ['crypto', 'https']

/** Modules of which Functions have the parts that matter, as globals. */
const globalExports: Record<string, string[]> = {
  buffer: ['Buffer', 'atob', 'btoa'],
  url: ['URL', 'URLSearchParams'],
  timers: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval']
}

/** Modules that exist as small packages which need nothing of Node. */
const packagedModules: Record<string, string> = { events: 'events/', querystring: 'querystring-es3' }

const require = createRequire(import.meta.url)

/** Redirects imports; see the head of this file. */
export const hostModules: Plugin = {
  name: 'host-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(@segment\/actions-core|segment-functions\/runtime)\/?$/ }, ({ path: name }) => ({
      path: name.replace(/\/$/, ''),
      namespace: 'function',
      sideEffects: false
    }))
    // By its own name, so that esbuild's message about a missing export names what the author wrote.
    onLoad({ filter: /.*/, namespace: 'function' }, ({ path: name }) => ({
      contents: `export * from ${JSON.stringify(runtimeModules[name as keyof typeof runtimeModules])}`,
      loader: 'js',
      resolveDir: runtimeFolder
    }))
    onResolve({ filter: /^@segment\/actions-core\/./ }, ({ path: name }) => ({
      errors: [
        {
          text: `"${name}" is a part of actions-core that does not run in Functions; import "@segment/actions-core"`
        }
      ]
    }))
    // Its build for Node reads templates from files.
    onResolve({ filter: /^liquidjs$/ }, () => ({ path: require.resolve('liquidjs/dist/liquid.browser.mjs') }))
    onResolve({ filter: builtinPattern }, ({ path: name }) => {
      const plain = name.replace(/^node:/, '')
      if (plain in packagedModules) return { path: require.resolve(packagedModules[plain]!) }
      if (providedModules.includes(plain) || plain in globalExports)
        return { path: plain, namespace: 'host', sideEffects: false }
      // Refused when the bundle is made, if it is still used then.
      return { path: name, external: true, sideEffects: false }
    })
    onLoad({ filter: /.*/, namespace: 'host' }, ({ path: name }) => ({
      contents: providedModules.includes(name) ? providedModule(name) : globalModule(globalExports[name]!),
      loader: 'js'
    }))
  }
}

const builtinPattern = new RegExp(
  `^(node:.*|${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$`
)

/**
 * @param inputs - of esbuild's metafile, those that are in the bundle: path to what it imports
 * @returns of the modules that a Function does not have, the first that the bundle still needs, and the file that does
 */
export function missingModule(
  inputs: Record<string, { imports: { path: string; external?: boolean }[] }>
): { file: string; text: string } | undefined {
  for (const [file, { imports }] of Object.entries(inputs)) {
    const missing = imports.find(({ path: name, external }) => external && builtinPattern.test(name))
    if (missing)
      return {
        file,
        text: `"${missing.path}" does not exist in Functions: they have ${available} of Node's modules`
      }
  }
  return undefined
}

const available = [...providedModules, ...Object.keys(globalExports), ...Object.keys(packagedModules)].join(
  ', '
)

/** Each export is read in a call marked pure, so that only those in use ship. */
function providedModule(name: string): string {
  const names = Object.keys(require(`node:${name}`) as object).filter(
    (key) => /^[A-Za-z]\w*$/.test(key) && key !== 'default'
  )
  return [
    `const host = ${name}`,
    'export default host',
    ...names.map((key) => `export const ${key} = /* @__PURE__ */ (() => host.${key})()`)
  ].join('\n')
}

const globalModule = (names: string[]): string =>
  names.map((name) => `const host_${name} = ${name}\nexport { host_${name} as ${name} }`).join('\n')
