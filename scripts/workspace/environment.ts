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
import { readToken } from './token.ts'

export interface OpenWorkspace {
  environment: string
  client: WorkspaceClient
  /** Function name to id. */
  ids: Record<string, string>
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
export function localPort(variables: Record<string, string | undefined>): number {
  const text = variables[localPortVariable] ?? '4010'
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new UserError('usage', `${localPortVariable} is "${text}", which is no port.`, 'Use 1 to 65535.')
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
  const ids: Record<string, string> = Object.fromEntries(
    Object.entries(environment.functions ?? {}).flatMap(([functionName, { id }]) =>
      id === undefined ? [] : [[functionName, id]]
    )
  )
  checkIds(name, ids)
  const client = createClient({
    baseUrl: baseUrl(environment.region, variables),
    token: await readToken(root, environment, variables),
    tokenName: environment.token,
    fetch,
    sleep,
    random: Math.random,
    now: Date.now,
    ...(options.onWait && { onWait: options.onWait })
  })
  return { environment: name, client, ids }
}

function baseUrl(region: EnvironmentConfig['region'], variables: Record<string, string | undefined>): string {
  switch (region) {
    case 'us':
      return 'https://api.segmentapis.com'
    case 'eu':
      return 'https://eu1.api.segmentapis.com'
    case 'local':
      return `http://127.0.0.1:${localPort(variables)}`
  }
}

function checkIds(environment: string, ids: Record<string, string>): void {
  const owners = new Map<string, string>()
  for (const [name, id] of Object.entries(ids)) {
    const place = `segment.config.json: environments.${environment}.functions.${name}.id`
    // Source functions are sfnc_, insert functions ifnd_ and ifns_: other code, other endpoints.
    if (!/^dfn_\w+$/.test(id)) {
      throw new UserError(
        'config',
        `${place} is "${id}", which is no destination function's id.`,
        'It begins with "dfn_" and stands in the address of the function in Segment. Remove the entry to have the function made anew.'
      )
    }
    const owner = owners.get(id)
    if (owner !== undefined) {
      throw new UserError(
        'config',
        `${place} is the id that ${owner} has too: one would overwrite the other.`,
        'Remove the wrong one.'
      )
    }
    owners.set(id, name)
  }
}

/**
 * @throws {UserError} `config` when the function was not uploaded to this environment yet
 */
export function requireId({ environment, ids }: OpenWorkspace, name: string): string {
  const id = ids[name]
  if (id !== undefined) return id
  throw new UserError(
    'config',
    `segment.config.json: environments.${environment}.functions has no id for "${name}".`,
    `Upload it first: npm run upload -- --env ${environment} ${name}`
  )
}
