/** What it takes to send an event to Segment for one destination function: the address, the write key, the function's name. */
import type { EnvironmentConfig } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { portOf, requireId, type OpenWorkspace } from './environment.ts'
import { readEnvFile } from './token.ts'

/** Where the local Segment of `npm run dev` listens, which has a tracking API, too. */
const localPortVariable = 'SEGMENT_LOCAL_TRACKING_PORT'

/**
 * @param variables - as `process.env`: it may hold the port of a local Segment
 * @returns the address of the tracking API in a region (Segment: Regional Segment, Ingestion)
 * @throws {UserError} `usage` when the variable holds no port
 */
export function trackingUrl(
  region: EnvironmentConfig['region'],
  variables: Record<string, string | undefined>
): string {
  switch (region) {
    case 'us':
      return 'https://api.segment.io'
    case 'eu':
      return 'https://events.eu1.segmentapis.com'
    case 'local':
      return `http://127.0.0.1:${portOf(variables, localPortVariable, '4020')}`
  }
}

/**
 * @param name - of the environment variable that holds the key
 * @throws {UserError} `workspace` when it holds none
 */
export async function readWriteKey(
  root: string,
  name: string,
  variables: Record<string, string | undefined>
): Promise<string> {
  const key = (variables[name] ?? (await readEnvFile(root))[name] ?? '').trim()
  if (/^[\x21-\x7e]+$/.test(key)) return key
  throw new UserError(
    'workspace',
    `There is no write key: the environment variable ${name} holds none, and .env does not have it.`,
    `Copy the write key of a source that the destination is connected to (Settings > API Keys) into .env: ${name}=<the key>.`
  )
}

/**
 * @returns the function as `integrations` names it: `Dub (My Workspace)`
 * @throws {UserError} when the workspace does not have it, or the token may not read it
 */
export async function integrationName(open: OpenWorkspace, name: string): Promise<string> {
  const { displayName } = await open.client.getFunction(requireId(open, name))
  return `${displayName} (${(await open.client.workspace()).name})`
}
