/** `npm run doctor`: what is missing on this machine and in the workspace, each with what to do about it. */
import { loadConfig } from '../input/config.ts'
import type { Config } from '../input/config.ts'
import { readToken } from '../workspace/token.ts'
import { attempt } from './check.ts'
import type { Check, DoctorOptions } from './check.ts'
import { checkNode, checkPackages } from './machine.ts'
import { checkWorkspace } from './workspace.ts'

/** @returns a check each; the first ones that fail may be why others are left out */
export async function examine(options: DoctorOptions): Promise<Check[]> {
  const { root, variables, environment } = options
  const checks = [checkNode(process.versions.node), await checkPackages()]
  const config = await attempt('segment.config.json', () => loadConfig(root), describeConfig)
  checks.push(config.check)
  if (!config.value) return checks
  const all = config.value.environments ?? {}
  for (const [name, entry] of Object.entries(all)) {
    if (environment !== undefined && environment !== name) continue
    const token = await attempt(
      `token of ${name}`,
      () => readToken(root, entry, variables),
      () => `${entry.token} is set; region ${entry.region}.`
    )
    checks.push(token.check)
  }
  if (environment === undefined) return checks
  return [...checks, ...(await checkWorkspace({ ...options, environment, config: config.value }))]
}

const describeConfig = ({ functions, sources, environments = {} }: Config): string =>
  `${Object.keys(functions).length} destinations, ${Object.keys(sources).length} sources, environments: ${Object.keys(environments).join(', ') || 'none'}.`
