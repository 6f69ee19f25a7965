/**
 * The comment on top of every compiled function: what it is and what it was made from, readable in Segment's editor
 * and, by `plan` and `versions`, from the code that a workspace holds. It ends with the line `// ---`.
 *
 *     // name: dub
 *     // source: sha256:…
 *     // hosts:
 *     //   - api.dub.co
 *     // ---
 *
 * `source` is the hash of everything below that line, so code that was edited by hand gives itself away.
 */
import { createHash } from 'node:crypto'

export type Header = Record<string, string | string[]>

const end = '// ---'

/** A value must stay on its line: JavaScript also ends a comment at U+2028 and U+2029. */
const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ')

/**
 * @param lines - key to text, or to a list that gets a line for each element; in the order they shall stand
 * @returns the header with its last line `// ---` and a line break
 */
export function writeHeader(lines: Header): string {
  const written = Object.entries(lines).flatMap(([key, value]) =>
    Array.isArray(value)
      ? [`// ${key}:`, ...value.map((item) => `//   - ${oneLine(item)}`)]
      : [`// ${key}: ${oneLine(value)}`]
  )
  return [...written, end, ''].join('\n')
}

/** @returns what {@link writeHeader} wrote, or undefined for code that does not begin with such a header */
export function readHeader(code: string): Header | undefined {
  const lines = headerLines(code)
  if (lines === undefined) return undefined
  const header: Header = {}
  let list: string[] | undefined
  for (const line of lines) {
    const item = /^\/\/ {3}- (.*)$/.exec(line)
    const pair = /^\/\/ ([^\s:][^:]*):(?: (.*))?$/.exec(line)
    if (item && list) list.push(item[1]!)
    else if (pair) {
      list = pair[2] === undefined ? [] : undefined
      header[pair[1]!] = list ?? pair[2]!
    }
  }
  return header
}

/** @returns the code below the header; all of it when there is no header */
export function bodyOf(code: string): string {
  const lines = headerLines(code)
  return lines === undefined ? code : code.slice([...lines, end, ''].join('\n').length)
}

/** @returns `sha256:` and the hex digest of the code below the header */
export function sourceHash(code: string): string {
  return `sha256:${createHash('sha256').update(bodyOf(code)).digest('hex')}`
}

/**
 * Notes in the header which commit a function was uploaded from. A build does not, so that builds stay the same.
 *
 * @param commit - the git commit, with `-dirty` behind it when the work tree was
 */
export function stampCommit(code: string, commit: string): string {
  const plain = withoutCommit(code)
  const lines = headerLines(plain)
  if (lines === undefined) return code
  return [...lines, `// commit: ${oneLine(commit)}`, end, bodyOf(plain)].join('\n')
}

/** Undoes {@link stampCommit}: what is left is the build. */
export function withoutCommit(code: string): string {
  const lines = headerLines(code)
  if (lines === undefined) return code
  return [...lines.filter((line) => !line.startsWith('// commit: ')), end, bodyOf(code)].join('\n')
}

/** The lines above `// ---`; undefined unless every one of them is a comment. */
function headerLines(code: string): string[] | undefined {
  const lines: string[] = []
  for (let start = 0; ;) {
    const stop = code.indexOf('\n', start)
    if (stop < 0) return undefined
    const line = code.slice(start, stop)
    if (line === end) return lines.length > 0 ? lines : undefined
    if (!line.startsWith('// ')) return undefined
    lines.push(line)
    start = stop + 1
  }
}
