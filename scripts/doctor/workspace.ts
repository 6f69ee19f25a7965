/** What of a workspace can be said without changing it. */
import type { Config } from '../input/config.ts'
import { isApiError } from '../workspace/api-error.ts'
import { baseUrl, openWorkspace } from '../workspace/environment.ts'
import type { OpenWorkspace } from '../workspace/environment.ts'
import { attempt } from './check.ts'
import type { Check, DoctorOptions } from './check.ts'

/** Segment signs nothing by the clock, but functions do; and events from the future are odd to every vendor. */
const clockToleranceMs = 60_000
/** No function has it: to change it changes nothing, and a token that may not write is told so first. */
const nobody = 'dfn_000000000000000000000000'

export async function checkWorkspace(
  options: DoctorOptions & { environment: string; config: Config }
): Promise<Check[]> {
  const { root, variables, environment, config, now } = options
  const environments = config.environments ?? {}
  const opened = await attempt(
    `workspace of ${environment}`,
    async () => {
      const workspace = await openWorkspace({ root, environments, environment, variables })
      return { ...workspace, about: await workspace.client.workspace() }
    },
    ({ about }) => `"${about.name}" (${about.slug}) answers.`
  )
  if (!opened.value) return [opened.check]
  const names = [...Object.keys(config.functions), ...Object.keys(config.sources)]
  return [
    opened.check,
    await checkPermission(opened.value),
    await checkClock(baseUrl(environments[environment]!.region, variables), now),
    ...(await Promise.all(names.map((name) => checkFunction(opened.value!, name))))
  ]
}

async function checkPermission({ client }: OpenWorkspace): Promise<Check> {
  const name = 'permission to write functions'
  try {
    await client.updateFunction(nobody, {}, () => Promise.resolve(undefined))
  } catch (error) {
    if (!isApiError(error)) throw error
    if (error.status === 403)
      return {
        name,
        ok: false,
        hint: `${error.message} ${error.hint ?? ''}`.trim()
      }
  }
  return { name, ok: true, hint: 'The token is not refused.' }
}

async function checkClock(address: string, now: () => number): Promise<Check> {
  const name = 'clock'
  const date = (await fetch(address)).headers.get('date')
  if (date === null) return { name, ok: true, hint: 'Segment does not say what time it is.' }
  const away = Math.abs(now() - Date.parse(date))
  return away <= clockToleranceMs
    ? { name, ok: true, hint: `${Math.round(away / 1000)} s from Segment's.` }
    : {
        name,
        ok: false,
        hint: `${Math.round(away / 1000)} s from Segment's. Set this machine's clock; signatures and times of events go by it.`
      }
}

async function checkFunction({ ids, client, environment }: OpenWorkspace, name: string): Promise<Check> {
  const title = `function ${name}`
  const id = Object.hasOwn(ids, name) ? ids[name] : undefined
  const upload = `npm run upload -- --env ${environment} ${name}`
  if (id === undefined) return { name: title, ok: true, hint: `Not uploaded yet: ${upload}` }
  const { check, value } = await attempt(
    title,
    () => client.getFunction(id),
    ({ displayName }) => `${id}, "${displayName}".`
  )
  if (value?.isLatestVersion === false)
    return { name: title, ok: false, hint: `Its saved code is not the code that runs. Deploy it: ${upload}` }
  return check
}
