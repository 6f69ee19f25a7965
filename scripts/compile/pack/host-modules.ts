/**
 * What an import means inside a Function, which has no modules: `crypto` and `https` become the globals that Segment
 * provides, anything else of Node is refused by name.
 */
import { builtinModules, createRequire } from 'node:module'
import { parse, type AnyNode } from 'acorn'
import { fullAncestor } from 'acorn-walk'
import path from 'node:path'
import type { Plugin } from 'esbuild'
import { runtimeFolder } from '../runtime-modules.ts'
import { isTried } from '../syntax.ts'

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

/** Modules of which a part needs nothing of a machine: its names, and the stand-in that has them. */
const partModules: Record<string, { names: string[]; file: string }> = {
  net: { names: ['isIP', 'isIPv4', 'isIPv6'], file: path.join(runtimeFolder, 'stand-ins/net.ts') }
}

const require = createRequire(import.meta.url)

/** Redirects imports; see the head of this file. */
export const hostModules: Plugin = {
  name: 'host-modules',
  setup({ onResolve, onLoad }) {
    // Its build for Node reads templates from files.
    onResolve({ filter: /^liquidjs$/ }, () => ({ path: require.resolve('liquidjs/dist/liquid.browser.mjs') }))
    onResolve({ filter: builtinPattern }, ({ path: name, kind, namespace }) => {
      const plain = name.replace(/^node:/, '')
      if (Object.hasOwn(partModules, plain) && kind === 'import-statement' && namespace !== 'host-part')
        return { path: plain, namespace: 'host-part', sideEffects: false }
      if (plain in packagedModules) return { path: require.resolve(packagedModules[plain]!) }
      if (providedModules.includes(plain) || plain in globalExports)
        return { path: plain, namespace: 'host', sideEffects: false }
      // Refused when the bundle is made, if it is still used then.
      return { path: name, external: true, sideEffects: false }
    })
    onLoad({ filter: /.*/, namespace: 'host-part' }, ({ path: name }) => ({
      contents: partModule(name),
      resolveDir: runtimeFolder,
      loader: 'js'
    }))
    onLoad({ filter: /.*/, namespace: 'host' }, ({ path: name }) => ({
      contents: providedModules.includes(name) ? providedModule(name) : globalModule(globalExports[name]!),
      loader: 'js'
    }))
  }
}

const builtinPattern = new RegExp(
  `^(node:.*|.*\\.node|${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$`
)

/**
 * @param inputs - of esbuild's metafile, those that are in the bundle: path to what it imports
 * @param code - the bundle
 * @returns of the modules that a Function does not have, one that the bundle still needs, and the file that does; one that is
 *   required within a `try` is not needed
 */
export function missingModule(
  inputs: Record<string, { imports: { path: string; kind: string; external?: boolean }[] }>,
  code: string
): { file: string; text: string } | undefined {
  const missing = Object.entries(inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ path: name, external }) => external && builtinPattern.test(name))
      .map(({ path: name, kind }) => ({ file, name, plain: name.replace(/^node:/, ''), kind }))
  )
  const imported = missing.filter(({ kind }) => kind !== 'require-call')
  // Where nothing is imported the bundle is a script.
  const tried = missing.length > 0 && imported.length === 0 ? triedModules(code) : new Set<string>()
  const needed = missing.filter(({ name, kind }) => kind !== 'require-call' || !tried.has(name))
  // What cannot be had at all says more than what happens to come first.
  const telling = needed.find(({ plain }) => reasonFor(plain) !== undefined) ?? needed[0]
  if (!telling) return undefined
  const reason = reasonFor(telling.plain) ?? `they have ${available} of Node's modules`
  return { file: telling.file, text: `"${telling.name}" does not exist in Functions: ${reason}` }
}

const noSockets = 'they have no sockets, and reach a vendor by https alone'
const noFiles = 'they have no files'
const noProcesses = 'they start no processes'

/** Why what some modules do cannot be had. */
const reasons: Record<string, string> = {
  net: noSockets,
  tls: noSockets,
  dgram: noSockets,
  child_process: noProcesses,
  worker_threads: noProcesses,
  fs: noFiles,
  'fs/promises': noFiles
}

/** What ends in `.node` is compiled for one kind of machine. */
const reasonFor = (name: string): string | undefined =>
  reasons[name] ?? (name.endsWith('.node') ? 'they run JavaScript alone' : undefined)

/** The modules that are only required within a `try`, so that whoever does so goes on without them. */
function triedModules(code: string): Set<string> {
  const tried = new Set<string>()
  const needed = new Set<string>()
  fullAncestor(parse(code, { ecmaVersion: 'latest', sourceType: 'script' }), (node, _, ancestors) => {
    const name = requiredBy(node as AnyNode)
    if (name === undefined) return
    ;(isTried(ancestors) ? tried : needed).add(name)
  })
  return new Set([...tried].filter((name) => !needed.has(name)))
}

/** Of a call of esbuild's stand-in for `require`. */
function requiredBy(call: AnyNode): string | undefined {
  if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier') return undefined
  const [argument] = call.arguments
  return call.callee.name === '__require' && argument?.type === 'Literal' ? String(argument.value) : undefined
}

const available = [...providedModules, ...Object.keys(globalExports), ...Object.keys(packagedModules)].join(
  ', '
)

/** Each export is read in a call marked pure, so that only those in use ship. */
function providedModule(name: string): string {
  return [
    `const host = ${name}`,
    'export default host',
    ...exportsOf(name).map((key) => `export const ${key} = /* @__PURE__ */ (() => host.${key})()`)
  ].join('\n')
}

/** What the stand-in does not have is the module's own, which is refused where it is used. */
function partModule(name: string): string {
  const { names, file } = partModules[name]!
  const others = exportsOf(name).filter((key) => !names.includes(key))
  return [
    `export { ${names.join(', ')} } from ${JSON.stringify(file)}`,
    `export { default, ${others.join(', ')} } from ${JSON.stringify(name)}`
  ].join('\n')
}

/** @param name - of a module of Node's, without `node:` @returns what it exports by a name */
export const exportsOf = (name: string): string[] =>
  Object.keys(require(`node:${name}`) as object).filter(
    (key) => /^[A-Za-z]\w*$/.test(key) && key !== 'default'
  )

const globalModule = (names: string[]): string =>
  names.map((name) => `const host_${name} = ${name}\nexport { host_${name} as ${name} }`).join('\n')
