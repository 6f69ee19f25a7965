/**
 * Which file knows the ids of an environment's functions: segment.config.json, which a team commits, or, for the local
 * API, whose functions are gone when it stops, `.segment/local.json`, which git ignores.
 */
import path from 'node:path'
import { Ajv } from 'ajv'
import { configFile } from '../input/config.ts'
import type { EnvironmentConfig } from '../input/config.ts'
import { readLocatedJson } from '../input/located-json.ts'
import { UserError } from '../shared/errors.ts'

export const localFile = '.segment/local.json'

export interface KnownIds {
  /** Function name to id. */
  ids: Record<string, string>
  /** Where an id that is not known yet belongs, from the project's folder. */
  idFile: string
  /** Where the id of a function stands or belongs. */
  idPlace: (name: string) => string
}

/** As in segment.config.json, so that both are written in the same way. */
interface LocalIds {
  environments?: Record<string, { functions?: Record<string, { id?: string }> }>
}

/**
 * @param root - the folder of segment.config.json
 * @param name - the environment
 * @throws {UserError} `config` for an id that cannot be right, or a local file of another shape
 */
export async function readIds(root: string, name: string, config: EnvironmentConfig): Promise<KnownIds> {
  const committed = idsOf(config.functions)
  const isLocal = config.region === 'local'
  const local = isLocal ? idsOf((await readLocal(root)).environments?.[name]?.functions) : {}
  const ids = { ...committed, ...local }
  const idFile = isLocal ? localFile : configFile
  const idPlace = (functionName: string): string => {
    const file =
      Object.hasOwn(committed, functionName) && !Object.hasOwn(local, functionName) ? configFile : idFile
    return `${file}: environments.${name}.functions.${functionName}.id`
  }
  checkIds(ids, idPlace)
  return { ids, idFile, idPlace }
}

const idsOf = (functions: Record<string, { id?: string }> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(functions).flatMap(([name, { id }]) => (id === undefined ? [] : [[name, id]]))
  )

const mapOf = (properties: object) => ({
  type: 'object',
  additionalProperties: { type: 'object', properties }
})
const validate = new Ajv().compile<LocalIds>({
  type: 'object',
  properties: { environments: mapOf({ functions: mapOf({ id: { type: 'string' } }) }) }
})

async function readLocal(root: string): Promise<LocalIds> {
  let value: unknown
  try {
    value = (await readLocatedJson(path.join(root, localFile), localFile, 'config')).value
  } catch (error) {
    if (error instanceof UserError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
      return {}
    throw error
  }
  if (validate(value)) return value
  throw new UserError(
    'config',
    `${localFile}${(validate.errors?.[0]?.instancePath ?? '').replaceAll('/', '.')} ${validate.errors?.[0]?.message ?? 'has another shape'}.`,
    `Remove ${localFile}: it is written again by the next upload to the local API.`
  )
}

function checkIds(ids: Record<string, string>, idPlace: KnownIds['idPlace']): void {
  const owners = new Map<string, string>()
  for (const [name, id] of Object.entries(ids)) {
    // Insert functions are ifnd_ and ifns_, and a source made of a source function is sfn_: other code, other endpoints.
    if (!/^(dfn|sfnc)_\w+$/.test(id)) {
      throw new UserError(
        'config',
        `${idPlace(name)} is "${id}", which is no id of a destination function or source function.`,
        'It begins with "dfn_" or "sfnc_" and stands in the address of the function in Segment. Remove the entry to have the function made anew.'
      )
    }
    const owner = owners.get(id)
    if (owner !== undefined) {
      throw new UserError(
        'config',
        `${idPlace(name)} is the id that ${owner} has too: one would overwrite the other.`,
        'Remove the wrong one.'
      )
    }
    owners.set(id, name)
  }
}
