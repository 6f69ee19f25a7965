/**
 * The comment on top of every compiled function: what it is and what it was made from, readable in Segment's editor
 * and, by `plan` and `versions`, from the code that a workspace holds. It ends with the line `// ---`.
 *
 *     // Compiled from destinations/dub by segment-functions. Edits made here count as drift: change the source instead.
 *     // function: Dub (dub)
 *     // version: 0.1.0
 *     // source: sha256:…
 *     // subscriptions:
 *     //   - Track a lead (trackLead): type = "track" and event = "Sign Up"
 *     // hosts:
 *     //   - api.dub.co
 *     // begins:
 *     //   - destination: line 640
 *     //   - subscriptions: line 1012
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
 * @param preface - sentences for whoever opens the code, a line each
 * @returns the header with its last line `// ---` and a line break
 */
export function writeHeader(lines: Header, preface: string[] = []): string {
  const written = Object.entries(lines).flatMap(([key, value]) =>
    Array.isArray(value)
      ? [`// ${key}:`, ...value.map((item) => `//   - ${oneLine(item)}`)]
      : [`// ${key}: ${oneLine(value)}`]
  )
  return [...preface.map((line) => `// ${oneLine(line)}`), ...written, end, ''].join('\n')
}

/** @returns what {@link writeHeader} wrote, or undefined for code that does not begin with such a header */
export function readHeader(code: string): Header | undefined {
  const lines = headerLines(code)
  if (lines === undefined) return undefined
  const header: Header = {}
  let list: string[] | undefined
  for (const line of lines) {
    const item = /^\/\/ {3}- (.*)$/.exec(line)
    const pair = /^\/\/ ([a-zA-Z]+):(?: (.*))?$/.exec(line)
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
  return [...moved(lines, 1), `// commit: ${oneLine(commit)}`, end, bodyOf(plain)].join('\n')
}

/** Undoes {@link stampCommit}: what is left is the build. */
export function withoutCommit(code: string): string {
  const lines = headerLines(code)
  if (lines === undefined) return code
  const rest = lines.filter((line) => !line.startsWith('// commit: '))
  return [...moved(rest, rest.length - lines.length), end, bodyOf(code)].join('\n')
}

/** The numbers of lines below the header, when it becomes longer or shorter. */
const moved = (lines: string[], by: number): string[] =>
  lines.map((line) =>
    line.replace(
      /^(\/\/ {3}- (?:destination|subscriptions): line )(\d+)$/,
      (_, text: string, at: string) => `${text}${Number(at) + by}`
    )
  )

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
