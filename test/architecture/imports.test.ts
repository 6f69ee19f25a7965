/**
 * The arrows between the folders of `scripts`, as CONTRIBUTING.md draws them, and that no file imports itself by a detour.
 */
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import ts from 'typescript'

type Imports = Record<string, string[]>

/** Each: files in a folder, and what of `scripts` they must not import. */
const forbidden: [from: RegExp, to: RegExp, reason: string][] = [
  [
    /^scripts\/compile\//,
    /^scripts\/(host|replay|deliver|workspace|cli)\//,
    'the compiler knows nothing of what runs its output'
  ],
  [/^scripts\/compile\/read\//, /^scripts\/compile\/(emit|pack)\//, 'reading never emits'],
  [
    /^scripts\/compile\/emit\//,
    /^scripts\/compile\/(read|pack)\/|^scripts\/shared\/errors/,
    'emitting never refuses'
  ],
  [/^scripts\/compile\/pack\//, /^scripts\/compile\/(read|emit)\//, 'packing takes what was emitted'],
  [/^scripts\/runtime\//, /^(?!scripts\/runtime\/)/, 'what ships needs nothing of the tools'],
  [
    /^scripts\/shared\//,
    /^(?!scripts\/(shared\/|runtime\/author\/types))/,
    'what all share stands below all'
  ],
  [
    /^test\/contracts\/(contract|contracts\.test|segment\.test)\.ts$/,
    /^(scripts|destinations)\//,
    'a judge imports nothing of what it judges'
  ],
  [/^destinations\//, /^scripts\//, 'destinations import segment-functions/runtime by its name']
]

/** @param files - path to source */
function importsOf(files: Record<string, string>): Imports {
  return Object.fromEntries(
    Object.entries(files).map(([file, source]) => [
      file,
      ts
        .preProcessFile(source, true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => name.startsWith('.'))
        .map((name) => path.posix.join(path.posix.dirname(file), name))
        .filter((name) => name.endsWith('.ts'))
    ])
  )
}

const wrongArrows = (imports: Imports): string[] =>
  Object.entries(imports).flatMap(([file, targets]) =>
    targets.flatMap((target) =>
      forbidden
        .filter(([from, to]) => from.test(file) && to.test(target))
        .map(([, , reason]) => `${file} imports ${target}: ${reason}`)
    )
  )

function circles(imports: Imports): string[] {
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (file: string, way: string[]): void => {
    const start = way.indexOf(file)
    if (start >= 0) {
      found.add([...way.slice(start), file].join(' -> '))
      return
    }
    if (done.has(file)) return
    for (const target of imports[file] ?? []) visit(target, [...way, file])
    done.add(file)
  }
  for (const file of Object.keys(imports)) visit(file, [])
  return [...found]
}

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts')
  )
  return Object.fromEntries(
    names.map((name) => [path.posix.join(folder, name), readFileSync(path.join(folder, name), 'utf8')])
  )
}

const house = importsOf({ ...filesOf('scripts'), ...filesOf('destinations'), ...filesOf('test/contracts') })

describe('imports', () => {
  it('follow the arrows between the folders', () => {
    expect(wrongArrows(house)).toEqual([])
  })

  it('go round in no circle', () => {
    expect(circles(house)).toEqual([])
  })
})

describe('the rules see', () => {
  it.each([
    ['scripts/compile/emit/a.ts', `import { b } from '../read/b.ts'`],
    ['scripts/compile/read/a.ts', `import type { B } from '../emit/b.ts'`],
    ['scripts/compile/index.ts', `const { host } = await import('../host/index.ts')`],
    ['scripts/runtime/engine/a.ts', `export { b } from '../../shared/nearest.ts'`],
    ['test/contracts/contract.ts', `import type { B } from '../../scripts/host/exchange.ts'`],
    ['destinations/dub/index.ts', `import { b } from '../../scripts/runtime/author/index.ts'`]
  ])('a wrong import in %s', (file, source) => {
    expect(wrongArrows(importsOf({ [file]: source }))).toHaveLength(1)
  })

  it('a circle', () => {
    const files = {
      'a.ts': `import './b.ts'`,
      'b.ts': `import type { C } from './c.ts'`,
      'c.ts': `export * from './a.ts'`
    }
    expect(circles(importsOf(files))).toEqual(['a.ts -> b.ts -> c.ts -> a.ts'])
  })
})
