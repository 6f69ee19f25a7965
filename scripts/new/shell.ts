/** Takes a command apart as a shell would, as far as documents of vendors go: quotes, escapes, lines that go on. */
import { UserError } from '../shared/errors.ts'

const wrong = (message: string, hint: string): never => {
  throw new UserError('usage', message, hint)
}

/**
 * @param command - one command, over any number of lines; what follows `|`, `;`, `&&` or `>` is not read
 * @throws {UserError} `usage` for variables, substitutions and quotes that do not end
 */
export function splitCommand(command: string): string[] {
  const text = command
    .replaceAll('\r\n', '\n')
    .trim()
    .replace(/^[$#%] +/, '')
  const words: string[] = []
  let word: string | undefined
  let at = 0
  const add = (part: string): void => void (word = (word ?? '') + part)
  const end = (): void => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  while (at < text.length) {
    const rest = text.slice(at)
    const goesOn = /^\\[ \t]*\n/.exec(rest)
    if (goesOn) {
      at += goesOn[0].length
    } else if (/^\s/.test(rest)) {
      end()
      // A line that does not end in \ ends the command, unless the next one plainly goes on with it.
      const gap = /^\s+/.exec(rest)![0]
      if (gap.includes('\n') && !rest.slice(gap.length).startsWith('-') && words.length > 0) return words
      at += gap.length
    } else if (word === undefined && /^(\||;|&&|>|<)/.test(rest)) {
      return words
    } else if (rest.startsWith("$'")) {
      const quoted = /^\$'((?:[^'\\]|\\[^])*)'/.exec(rest) ?? unended(text, at)
      add(unescaped(quoted[1]!))
      at += quoted[0].length
    } else if (rest[0] === "'") {
      const quoted = /^'([^']*)'/.exec(rest) ?? unended(text, at)
      add(quoted[1]!)
      at += quoted[0].length
    } else if (rest[0] === '"') {
      const quoted = /^"((?:[^"\\]|\\[^])*)"/.exec(rest) ?? unended(text, at)
      refuseVariables(quoted[1]!)
      add(quoted[1]!.replaceAll(/\\(["\\$`\n])/g, (_pair, one: string) => (one === '\n' ? '' : one)))
      at += quoted[0].length
    } else if (rest[0] === '\\') {
      add(rest[1] ?? '')
      at += 2
    } else {
      const plain = /^[^\s'"\\]+/.exec(rest)![0].replace(/(?<=.)\$$/, '')
      refuseVariables(plain)
      add(plain)
      at += plain.length
    }
  }
  end()
  return words
}

const unended = (text: string, at: number): never => {
  const line = text.slice(0, at).split('\n').length
  return wrong(
    `The curl command has a ${text[at] === '"' ? 'double' : 'single'} quote in line ${line} that does not end.`,
    "Copy the whole command. A single quote within single quotes is written '\\''."
  )
}

function refuseVariables(text: string): void {
  const found = /(?<!\\)(\$\{[^}]*\}?|\$[A-Za-z_]\w*|\$\(|`)/.exec(text)
  if (!found) return
  const isName = /^\$\{?\w/.test(found[0])
  wrong(
    isName
      ? `The curl command has the shell variable ${found[0]}, whose value is not known here.`
      : `The curl command runs another command (${found[0]}…), whose output is not known here.`,
    'Write an example of the value in its place, for a key something like YOUR_KEY; keys are never written to a file.'
  )
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' }

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_pair, code: string | undefined, one: string) =>
    code === undefined ? (escapes[one] ?? one) : String.fromCharCode(parseInt(code, 16))
  )
