/** Where the commands meet the rest of the project: the config, the compiler and the fixtures. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CompiledFunction } from '../compile/types.ts'
import { loadConfig, selectFunctions } from '../input/config.ts'
import { openWorkspace } from './environment.ts'
import type { OpenWorkspace } from './environment.ts'
import type { ReplaySummary } from './upload.ts'

export interface Project {
  open: OpenWorkspace
  build: () => Promise<CompiledFunction[]>
  replay: (names: string[]) => Promise<ReplaySummary>
  sleep: (ms: number) => Promise<unknown>
}

export interface Caller {
  /** As `process.env`. */
  variables: Record<string, string | undefined>
  /** Told why it takes long, with the last newline. */
  tell: (text: string) => void
}

/**
 * @param names - functions; all when there are none
 * @throws {UserError} for an unknown function or environment, and without a token
 */
export async function openProject(
  root: string,
  environment: string,
  names: string[],
  { variables, tell }: Caller
): Promise<Project> {
  const config = await loadConfig(root)
  const functions = selectFunctions(config, names)
  const open = await openWorkspace({
    root,
    environments: config.environments ?? {},
    environment,
    variables,
    onWait: (reason, ms) => {
      // Short pauses are nobody's business; a minute without a word looks like a hang.
      if (ms >= 2_000) tell(`${reason}\n  Trying again in ${Math.ceil(ms / 1_000)} s.\n`)
    }
  })
  return {
    open,
    sleep,
    // The compiler and the host take a second to load; a wrong token is reported before, and `versions` needs neither.
    build: async () => {
      const { buildFunctions } = await import('../compile/index.ts')
      return buildFunctions({ root, names: functions })
    },
    replay: async (changed) => {
      const { replayFixtures } = await import('../replay/index.ts')
      const { passed, failed, fixtures } = await replayFixtures({ root, functions: changed })
      return {
        passed,
        failed,
        failedFiles: fixtures.filter((fixture) => !fixture.passed).map(({ file }) => file)
      }
    }
  }
}
