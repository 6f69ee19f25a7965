/** What of a workspace can be said without changing it. */
import type { Config } from '../input/config.ts'
import { isApiError } from '../workspace/api-error.ts'
import { baseUrl, openWorkspace } from '../workspace/environment.ts'
import type { OpenWorkspace } from '../workspace/environment.ts'
import { runsLatest } from '../workspace/kind.ts'
import { attempt, inWords } from './check.ts'
import type { Check, DoctorOptions } from './check.ts'

/** Segment signs nothing by the clock, but functions do; and events from the future are odd to every vendor. */
const clockToleranceMs = 60_000
const answerWithinMs = 10_000
/** No function has it: to change it changes nothing, and a token that may not write is told so first. */
const nobody = 'dfn_000000000000000000000000'

export async function checkWorkspace(
  options: DoctorOptions & { environment: string; config: Config }
): Promise<Check[]> {
  const { root, variables, environment, config, now, onWait } = options
  const environments = config.environments ?? {}
  const opened = await attempt(
    `workspace of ${environment}`,
    async () => {
      const workspace = await openWorkspace({
        ...{ root, environments, environment, variables },
        ...(onWait && { onWait })
      })
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

/** What is said of a function that is not there by whoever may change one. */
const isNotThere = (status: number | undefined): boolean => [400, 404, 422].includes(status ?? 0)

async function checkPermission({ client }: OpenWorkspace): Promise<Check> {
  const name = 'permission to write functions'
  try {
    await client.updateFunction(nobody, {}, () => Promise.resolve(undefined))
  } catch (error) {
    if (!isApiError(error)) throw error
    if (error.status === 403) return { name, ok: false, hint: inWords(error) }
    if (!isNotThere(error.status))
      return { name, ok: false, hint: `It could not be found out: ${inWords(error)}` }
  }
  return { name, ok: true, hint: 'Segment does not refuse to change a function that is not there.' }
}

async function checkClock(address: string, now: () => number): Promise<Check> {
  const name = 'clock'
  const date = await dateAt(address)
  if (date === undefined) return { name, ok: true, hint: 'Segment does not say what time it is.' }
  const away = Math.abs(now() - date)
  return away <= clockToleranceMs
    ? { name, ok: true, hint: `${Math.round(away / 1000)} s from Segment's.` }
    : {
        name,
        ok: false,
        hint: `${Math.round(away / 1000)} s from Segment's. Set this machine's clock; signatures and times of events go by it.`
      }
}

/** Whatever is answered has a date; that nothing is answered says nothing of the clock. */
async function dateAt(address: string): Promise<number | undefined> {
  try {
    const { headers } = await fetch(address, { signal: AbortSignal.timeout(answerWithinMs) })
    const date = Date.parse(headers.get('date') ?? '')
    return Number.isNaN(date) ? undefined : date
  } catch {
    return undefined
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
  if (value && !runsLatest(value))
    return { name: title, ok: false, hint: `Its saved code is not the code that runs. Deploy it: ${upload}` }
  return check
}
