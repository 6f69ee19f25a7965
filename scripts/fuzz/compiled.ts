/** Emitted code as it would run in a function: through esbuild, with the helpers that ship. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { build, transformSync } from 'esbuild'

type Namespaces = Record<'$map' | '$liquid' | '$check' | '$formats', unknown>
type Evaluate = (namespaces: Namespaces, sources: string[]) => unknown[]

/** Same realm as the reference engine, so that functions and prototypes can be compared. */
const evaluate = (code: string): unknown => (0, eval)(code) as unknown

/** Bundles `scripts/runtime` and returns what turns many expressions into their values with one call of esbuild. */
export async function loadCompiled(): Promise<(sources: string[]) => unknown[]> {
  const files = { $map: 'mapping', $liquid: 'liquid', $check: 'validation', $formats: 'formats' }
  const result = await build({
    stdin: {
      contents: Object.entries(files)
        .map(([name, file]) => `export * as ${name} from './${file}.ts'`)
        .join('\n'),
      resolveDir: path.join(import.meta.dirname, '../runtime/emitted'),
      loader: 'ts'
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'runtime',
    platform: 'node'
  })
  const factory = evaluate(`(function (require) { ${result.outputFiles[0]!.text}; return runtime })`)
  const namespaces = (factory as (require: NodeJS.Require) => Namespaces)(createRequire(import.meta.url))
  return (sources) => evaluateAll(namespaces, sources)
}

const evaluateAll: Evaluate = (namespaces, sources) => {
  const names = Object.keys(namespaces)
  const code = `(function ({ ${names.join(', ')} }) { return [\n${sources.map((source) => `(${source})`).join(',\n')}\n] })`
  const run = evaluate(transformSync(code, { loader: 'js', target: 'node20' }).code)
  return (run as (namespaces: Namespaces) => unknown[])(namespaces)
}
