/**
 * AWS's own SDK for JavaScript (version 3) inside a Function: its packages ask a machine for files, metadata and processes
 * when they look for credentials and settings, and go on without them. What they find is in one module of the runtime,
 * stand-ins/aws-machine.ts; nobody else gets it.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'esbuild'
import { runtimeFolder } from '../runtime-modules.ts'
import { exportsOf } from './host-modules.ts'

const packages = /[\\/]node_modules[\\/](@aws-sdk|@smithy|@aws)[\\/].*\.js$/

const machine = path.join(runtimeFolder, 'stand-ins/aws-machine.ts')

/** Node's modules that the SDK imports, and what of each the machine has; the rest is absent there, too. */
const modules: Record<string, string[]> = {
  async_hooks: [],
  fs: [],
  'fs/promises': ['readFile'],
  http: [],
  os: ['homedir', 'platform', 'release'],
  path: ['join', 'sep'],
  process: ['env', 'versions'],
  stream: [],
  zlib: ['crc32']
}

/** Packages of the SDK that look for credentials in other places than the environment. */
const otherPlaces =
  /^@aws-sdk\/credential-provider-(http|ini|process|sso|web-identity)$|^@smithy\/credential-provider-imds$/

/** Globals that Functions lack, or have otherwise, to the machine's names for them. */
const globals: Record<string, string> = {
  Uint8Array: 'MachineBytes',
  process: 'machineProcess',
  AbortSignal: 'MachineSignal',
  ReadableStream: 'MachineStream'
}

/** Some clients, such as that of Kinesis, would speak HTTP/2, of which a Function has nothing; AWS takes the older, too. */
const http2Handler = 'NodeHttp2Handler as RequestHandler'

/** Lets the SDK's packages find the machine that they run on; see the head of this file. */
export const awsSdk: Plugin = {
  name: 'aws-sdk',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path: name, importer }) => {
      const plain = name.slice('node:'.length)
      return packages.test(importer) && Object.hasOwn(modules, plain)
        ? { path: plain, namespace: 'aws-machine', sideEffects: false }
        : undefined
    })
    onLoad({ filter: /.*/, namespace: 'aws-machine' }, ({ path: name }) => ({
      contents: moduleText(name),
      resolveDir: runtimeFolder,
      loader: 'js'
    }))
    onResolve({ filter: otherPlaces }, ({ importer }) =>
      packages.test(importer) ? { path: machine, sideEffects: false } : undefined
    )
    onLoad({ filter: packages }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8').replaceAll(http2Handler, 'NodeHttpHandler as RequestHandler')
      const named = Object.entries(globals).filter(([name]) => new RegExp(`\\b${name}\\b`).test(source))
      const names = named.map(([name, own]) => `${own} as ${name}`).join(', ')
      // Imports count wherever they stand, and lines keep their numbers.
      const imports = names === '' ? '' : `\nimport { ${names} } from ${JSON.stringify(machine)}`
      return { contents: source + imports, loader: 'js' }
    })
  }
}

/** Each export is made in a call marked pure, so that only those in use ship. */
function moduleText(name: string): string {
  const own = modules[name]!
  const others = exportsOf(name).filter((key) => !own.includes(key))
  const valueOf = (key: string): string => (name === 'stream' ? `stream.${key}` : `absent("${name}.${key}")`)
  return [
    `import { ${[...own, 'absent', 'stream'].join(', ')} } from ${JSON.stringify(machine)}`,
    ...(own.length > 0 ? [`export { ${own.join(', ')} }`] : []),
    ...others.map((key) => `export const ${key} = /* @__PURE__ */ (() => ${valueOf(key)})()`)
  ].join('\n')
}
