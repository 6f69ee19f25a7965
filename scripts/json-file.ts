/**
 * Reads JSON files that people write by hand: a mistake is reported with its line and column.
 */
import { readFile } from 'node:fs/promises'
import { parse, printParseErrorCode } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import { UserError } from './errors.ts'
import type { UserErrorCode } from './errors.ts'

/**
 * @param file - path, as it is to stand in messages and from the current folder
 * @param code - what kind of mistake a broken file is
 * @throws UserError when the file is missing or no JSON
 */
export async function readJsonFile(file: string, code: UserErrorCode = 'file'): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UserError(
      code,
      missing ? `${file} does not exist.` : `${file} cannot be read: ${(error as Error).message}`,
      'Check the path; it counts from the folder the command is run in.',
      { cause: error }
    )
  }
  return parseJson(text, file, code)
}

/**
 * @param text - JSON
 * @param place - where it comes from, for messages
 * @throws UserError with line and column of the first mistake
 */
export function parseJson(text: string, place: string, code: UserErrorCode = 'file'): unknown {
  const errors: ParseError[] = []
  const value: unknown = parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  if (!first) return value
  const before = text.slice(0, first.offset).split('\n')
  const position = `line ${before.length}, column ${before.at(-1)!.length + 1}`
  throw new UserError(
    code,
    `${place} is no valid JSON: ${printParseErrorCode(first.error)} at ${position}.`,
    'Mend it there.'
  )
}
