/** What the packages that a definition brings weigh in its function: nobody reads their code, and everybody loads it. */
import { moduleComment } from './module-heads.ts'

export interface BroughtPackage {
  name: string
  bytes: number
}

/**
 * @param code - of a compiled function, with esbuild's comment above each module
 * @returns the packages in it, the heaviest first
 */
export function packagesIn(code: string): BroughtPackage[] {
  const modules = [...code.matchAll(moduleComment)]
  const bytes = new Map<string, number>()
  modules.forEach(({ 1: file, index }, i) => {
    const name = packageOf(file!)
    if (name === undefined) return
    const source = code.slice(index, modules[i + 1]?.index ?? endOf(code, index))
    bytes.set(name, (bytes.get(name) ?? 0) + Buffer.byteLength(source))
  })
  return [...bytes].map(([name, size]) => ({ name, bytes: size })).sort((a, b) => b.bytes - a.bytes)
}

/** Of `node_modules/@a/b/index.js`, `@a/b`; this tool itself, as a package, is none that an author brings. */
function packageOf(file: string): string | undefined {
  const name = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]
  return name === 'segment-functions' ? undefined : name
}

/** What exists only in the build has a comment that names no file. */
function endOf(code: string, from: number): number {
  const next = code.slice(from).search(/\n\/\/ (emitted:\S+|function:\S+|subscriptions\.js)\n/)
  return next < 0 ? code.length : from + next
}
