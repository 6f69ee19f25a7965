/** All verbs by name, each in a file of its own that is loaded when it is needed. package.json has a script for each. */
import type { Verb } from './verb.ts'

type Loader = () => Promise<{ default: Verb }>

export const verbs: Record<string, Loader> = {
  init: () => import('./init.ts'),
  new: () => import('./new.ts'),
  build: () => import('./build.ts'),
  catalog: () => import('./catalog.ts'),
  docs: () => import('./docs.ts'),
  invoke: () => import('./invoke.ts'),
  compare: () => import('./compare.ts'),
  cost: () => import('./cost.ts'),
  backfill: () => import('./backfill.ts'),
  dev: () => import('./dev.ts'),
  record: () => import('./record.ts'),
  deliver: () => import('./deliver.ts'),
  plan: () => import('./plan.ts'),
  upload: () => import('./upload.ts'),
  versions: () => import('./versions.ts'),
  rollback: () => import('./rollback.ts'),
  pull: () => import('./pull.ts'),
  'local-api': () => import('./local-api.ts'),
  doctor: () => import('./doctor.ts'),
  check: () => import('./check.ts'),
  replay: () => import('./replay.ts'),
  fuzz: () => import('./fuzz.ts'),
  prove: () => import('./prove.ts'),
  bench: () => import('./bench.ts')
}
