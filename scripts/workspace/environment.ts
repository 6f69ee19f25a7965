/**
 * Opens the workspace that an environment of segment.config.json stands for: its address, its token, and the ids of
 * the functions in it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { EnvironmentConfig } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { createClient } from './client.ts'
import type { WorkspaceClient } from './client.ts'
import { readIds } from './id-file.ts'
import type { KnownIds } from './id-file.ts'
import { readToken, tokenRedactor } from './token.ts'

export interface OpenWorkspace extends KnownIds {
  environment: string
  client: WorkspaceClient
  /** Takes the token out of a text. */
  redact: (text: string) => string
}

export interface OpenOptions {
  root: string
  environments: Record<string, EnvironmentConfig>
  /** The environment's name, as given with `--env`. */
  environment: string
  /** As `process.env`: it holds the token, and the port of a local API. */
  variables: Record<string, string | undefined>
  onWait?: (reason: string, ms: number) => void
}

/** Both `npm run local-api` and the environments with `"region": "local"` read this variable. */
export const localPortVariable = 'SEGMENT_LOCAL_API_PORT'

/** @throws {UserError} `usage` when the variable holds no port */
export const localPort = (variables: Record<string, string | undefined>): number =>
  portOf(variables, localPortVariable, '4010')

/** @throws {UserError} `usage` when the variable of that name holds no port */
export function portOf(
  variables: Record<string, string | undefined>,
  name: string,
  otherwise: string
): number {
  const text = variables[name] ?? otherwise
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new UserError('usage', `${name} is "${text}", which is no port.`, 'Use 1 to 65535.')
}

/**
 * @throws {UserError} `config` for an unknown environment or an id that cannot be right, `workspace` without a token
 */
export async function openWorkspace(options: OpenOptions): Promise<OpenWorkspace> {
  const { root, environments, environment: name, variables } = options
  const environment = Object.hasOwn(environments, name) ? environments[name] : undefined
  if (environment === undefined) {
    const known = Object.keys(environments)
    throw new UserError(
      'config',
      `segment.config.json: there is no environment "${name}".`,
      known.length > 0 ? suggestion(name, known) : 'Add it under "environments", as docs/upload.md shows.'
    )
  }
  const knownIds = await readIds(root, name, environment)
  const token = await readToken(root, environment, variables)
  const client = createClient({
    baseUrl: baseUrl(environment.region, variables),
    token,
    tokenName: environment.token,
    fetch,
    sleep,
    random: Math.random,
    now: Date.now,
    ...(options.onWait && { onWait: options.onWait })
  })
  return { environment: name, client, redact: tokenRedactor(token), ...knownIds }
}

/** @returns the address of the Public API in a region */
export function baseUrl(
  region: EnvironmentConfig['region'],
  variables: Record<string, string | undefined>
): string {
  switch (region) {
    case 'us':
      return 'https://api.segmentapis.com'
    case 'eu':
      return 'https://eu1.api.segmentapis.com'
    case 'local':
      return `http://127.0.0.1:${localPort(variables)}`
  }
}

/**
 * @throws {UserError} `config` when the function was not uploaded to this environment yet
 */
export function requireId({ environment, ids, idFile }: OpenWorkspace, name: string): string {
  // A function may be called `constructor`.
  if (Object.hasOwn(ids, name)) return ids[name]!
  throw new UserError(
    'config',
    `${idFile}: environments.${environment}.functions has no id for "${name}".`,
    `Upload it first: npm run upload -- --env ${environment} ${name}`
  )
}
