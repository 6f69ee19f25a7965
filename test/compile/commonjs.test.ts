/** What TypeScript wrote as CommonJS becomes the ES module it was made of, or stays as it is. */
import { describe, expect, it } from '@jest/globals'
import { build } from 'esbuild'
import ts from 'typescript'
import { toEsModule } from '../../scripts/compile/commonjs.ts'

/** As Segment publishes a module. */
const published = (source: string): string =>
  ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true }
  }).outputText

describe('an ES module again', () => {
  it.each([
    ['a default export', 'const action = { title: "A" }\nexport default action'],
    ['a default expression', 'export default { title: "A" }'],
    ['named exports', 'export const one = 1\nexport function two() { return one }\nexport class Three {}'],
    ['an export that is used in its own module', 'export const one = 1\nexport const two = one + 1'],
    ['a variable that changes', 'export let count = 0\nexport const add = () => { count += 1 }'],
    ['a counter', 'export let count = 0\nexport const next = () => count++'],
    ['a value that is compared', 'export const one = 1\nexport const is = one === 1 && one >= 1'],
    ['a default import', 'import a from "./a"\nexport const b = a.title'],
    ['named imports', 'import { a, b as c } from "./a"\nexport const d = a(c)'],
    ['all of a module', 'import * as a from "./a"\nexport const b = a.one'],
    ['an import for what it does', 'import "./a"\nexport const b = 1'],
    ['exports of another module', 'export { a, b as c } from "./a"\nexport * from "./d"'],
    ['an enum', 'export enum Kind { One = "one", Two = "two" }\nexport const first = Kind.One'],
    ['a name that an export would hide', 'const defaultExport = 1\nexport default { defaultExport }'],
    ['no code but types', 'export interface A { b: string }']
  ])('%s', async (_, source) => {
    const module = toEsModule(published(source))
    expect(module).not.toMatch(/\brequire\(|\bexports\b|__esModule/)
    expect(await behaviour(module)).toEqual(await behaviour(source))
  })
})

describe('as it is', () => {
  it.each([
    ['what no compiler wrote', 'module.exports = { a: 1 }'],
    [
      'a module that is required later',
      `${published('export const a = 1')}\nexports.b = () => require("./b")`
    ],
    ['exports that are handed on', `${published('export const a = 1')}\nObject.assign(exports, { b: 2 })`]
  ])('%s stays', (_, source) => {
    expect(toEsModule(source)).toBe(source)
  })
})

/** What it exports, where its imports have members of these values. */
async function behaviour(source: string): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: { contents: source, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'cjs',
    plugins: [
      {
        name: 'imported',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\// }, ({ path }) => ({ path, namespace: 'imported' }))
          onLoad({ filter: /.*/, namespace: 'imported' }, ({ path }) => ({
            contents: `export const a = (value) => [value, "${path}"], b = "b", one = 1; export default { title: "T" }`
          }))
        }
      }
    ]
  })
  const module = { exports: {} as Record<string, unknown> }
  new Function('module', 'exports', outputFiles[0]!.text)(module, module.exports)
  const shown = Object.entries(module.exports).map(([name, value]) => [
    name,
    typeof value === 'function' ? typeof value : value
  ])
  return Object.fromEntries(shown.sort())
}
