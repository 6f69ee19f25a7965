/**
 * Finds the Public API token: in the environment variable that segment.config.json names, else in the `.env` file
 * beside it. Its value is returned and appears nowhere else.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'dotenv'
import type { EnvironmentConfig } from '../input/config.ts'
import { redactor } from '../input/redact.ts'
import { UserError } from '../shared/errors.ts'

/**
 * @param root - the folder of segment.config.json
 * @param environment - names the variable: `SEGMENT_TOKEN_DEV`
 * @param variables - as `process.env`, which goes before the file
 * @throws {UserError} `workspace` when there is no token, or none that could be sent
 */
export async function readToken(
  root: string,
  { token: name, region }: EnvironmentConfig,
  variables: Record<string, string | undefined>
): Promise<string> {
  const token = (variables[name] ?? (await readEnvFile(root))[name] ?? '').trim()
  if (token === '') {
    throw new UserError(
      'workspace',
      `There is no Segment token: the environment variable ${name} is not set, and .env does not have it.`,
      region === 'local'
        ? `Put ${name}=local-token into .env, which git ignores.`
        : `Make a token in Segment (Settings > Access Management > Tokens, as workspace owner) and put ${name}=<the token> into .env, which git ignores.`
    )
  }
  // fetch would refuse such a header with a message that quotes it whole.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UserError(
      'workspace',
      `The value of ${name} cannot be a Segment token: it holds blanks, line breaks or non-ASCII characters.`,
      'Copy the token again, without quotes or anything around it.'
    )
  }
  return token
}

/** @returns what `.env` beside segment.config.json says */
export async function readEnvFile(root: string): Promise<Record<string, string>> {
  try {
    return parse(await readFile(path.join(root, '.env')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** @returns a function that puts `[token]` for the token, in whichever form it stands in a text */
export const tokenRedactor = (token: string): ((text: string) => string) =>
  redactor([tokenSetting], { token })

const tokenSetting = {
  name: 'token',
  label: 'Public API token',
  description: '',
  type: 'STRING',
  required: true,
  sensitive: true
} as const
