/** `backfill --through segment --env E`: the events go back to Segment, for one destination. */
import { backfillEnding } from './backfill-ending.ts'
import type { BackfillFlags } from './backfill-flags.ts'
import { openEnvironment } from './environment.ts'
import { readSelection } from './past-events.ts'
import type { Session } from './session.ts'
import type { Ending } from './verb.ts'

export async function backfillSegment(session: Session, flags: BackfillFlags, name: string): Promise<Ending> {
  const { root, cwd, progress, signal, variables } = session
  const { UserError } = await import('../shared/errors.ts')
  if (flags.through !== 'segment')
    throw new UserError('usage', '--through takes segment alone.', 'Leave it out to send from here.')
  if (flags.env === undefined)
    throw new UserError('usage', '--through segment needs an environment.', 'Add --env and its name.')
  if (flags.queue !== undefined)
    throw new UserError(
      'usage',
      'Segment has queues of its own: --through and --queue do not go together.',
      'Leave one of them out.'
    )
  const { readRate } = await import('../history/selection.ts')
  const perSecond = flags.rate === undefined ? undefined : readRate(flags.rate)
  const { findEventFiles } = await import('../history/files.ts')
  const files = await findEventFiles(cwd, flags.events!)
  const { integrationName, readWriteKey, trackingUrl } = await import('../workspace/tracking.ts')
  const writeKey = await readWriteKey(root, flags.writeKey, variables)
  const { open } = await openEnvironment(session, flags.env, [name])
  const { loadConfig } = await import('../input/config.ts')
  const { environments = {} } = await loadConfig(root)
  const { backfillThroughSegment } = await import('../history/segment/index.ts')
  const { stateLine } = await import('../history/backfill/print.ts')
  const result = await backfillThroughSegment({
    ...{ root, function: name, files, signal, perSecond, id: flags.id },
    target: {
      url: trackingUrl(environments[flags.env]!.region, variables),
      writeKey,
      integration: await integrationName(open, name)
    },
    selection: await readSelection(flags),
    concurrency: flags.concurrency,
    onProgress: progress && ((state) => progress(stateLine(state, Date.now())))
  })
  return backfillEnding(session, result)
}
