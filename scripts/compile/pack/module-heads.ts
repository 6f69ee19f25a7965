/**
 * Writes below esbuild's comment above each module what the module is for, in the first sentence of its own head, and above
 * the first module of a package its licence, which asks to go wherever its code goes.
 */
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** esbuild's comment above a module of a bundle: its path. */
export const moduleComment = /^\/\/ (\S+\.[cm]?[jt]s)$/gm

/**
 * @param root - the folder that paths in the comments count from
 * @param code - a bundle, with esbuild's comment above each module
 * @returns the sources of its modules by the paths in the comments; what exists only in the build is not among them
 */
export function readModules(root: string, code: string): Map<string, string> {
  const names = [...code.matchAll(moduleComment)].map(([, name]) => name!)
  return new Map(
    names.flatMap((name): [string, string][] => {
      try {
        return [[name, readFileSync(path.resolve(root, name), 'utf8')]]
      } catch {
        return []
      }
    })
  )
}

/**
 * @param root - the folder that paths in the comments count from
 * @param code - a bundle, with esbuild's comment above each module
 * @param modules - what {@link readModules} gave
 */
export function headModules(root: string, code: string, modules: Map<string, string>): string {
  const licensed = new Set<string>()
  return code.replaceAll(moduleComment, (comment, name: string) => {
    const folder = packageFolder(path.resolve(root, name))
    if (folder === undefined) return [comment, ...sentenceLines(modules.get(name) ?? '')].join('\n')
    if (licensed.has(folder)) return comment
    licensed.add(folder)
    return [comment, ...licenceLines(folder)].join('\n')
  })
}

/** Of `node_modules/a/b.js`, `node_modules/a`; a package that is this tool counts as the author's. */
function packageFolder(file: string): string | undefined {
  const folder = /^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0]
  return folder === undefined || path.basename(folder) === 'segment-functions' ? undefined : folder
}

const longestLine = 110

function sentenceLines(source: string): string[] {
  const [, head = ''] = /^\s*\/\*\*?([^]*?)\*\//.exec(source) ?? []
  const text = head
    .replaceAll(/^\s*\* ?/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const sentence = /^.*?[.:;](?= |$)/.exec(text)?.[0].replace(/[:;]$/, '.')
  return sentence === undefined ? [] : wrap(sentence).map((line) => `// ${line}`)
}

function licenceLines(folder: string): string[] {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  if (file === undefined) return []
  const text = readFileSync(path.join(folder, file), 'utf8').trim()
  return [
    `// ${path.basename(folder)} is used under this licence:`,
    ...text.split(/\r?\n/).map((line) => `// ${line}`.trimEnd())
  ]
}

function wrap(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= longestLine)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
