/** `backfill --queue redis://…`: puts events on a queue; the other words act on it. */
import type { QueueStatus } from '../history/queue/index.ts'
import type { BackfillFlags } from './backfill-flags.ts'
import { readSelection } from './past-events.ts'
import type { Session } from './session.ts'
import type { Ending } from './verb.ts'

/** What `backfill <word> --queue …` does with a queue. */
export const queueWords = ['work', 'status', 'pause', 'resume', 'retry', 'failed'] as const

export const isQueueWord = (name: string): name is (typeof queueWords)[number] =>
  (queueWords as readonly string[]).includes(name)

export async function backfillOnQueue(session: Session, flags: BackfillFlags, name: string): Promise<Ending> {
  const { root, cwd, progress, signal, stderr } = session
  const queue = await import('../history/queue/index.ts')
  const { printQueue } = await import('../history/queue/print.ts')
  const request = {
    ...{ root, url: flags.queue!, id: flags.id, signal },
    onState: (text: string) => void stderr.write(text),
    onProgress: progress && ((events: number) => progress(`\r\u001b[K${events.toLocaleString('en')} events`))
  }
  if (!isQueueWord(name)) {
    const { findEventFiles } = await import('../history/files.ts')
    const { readRate } = await import('../history/selection.ts')
    const status = await queue.fill({
      ...request,
      function: name,
      files: await findEventFiles(cwd, flags.events!),
      selection: await readSelection(flags),
      perSecond: flags.rate === undefined ? undefined : readRate(flags.rate)
    })
    progress?.('\r\u001b[K')
    const { brokenLines } = await import('../history/print.ts')
    const { unread, broken, leftOut } = status
    const text = [
      printQueue(status),
      leftOut > 0 && `Left out by the selection: ${leftOut.toLocaleString('en')}.\n`,
      broken > 0 && `Records that are no events: ${broken.toLocaleString('en')}.\n`,
      unread.length > 0 && `These could not be read:\n${brokenLines(unread)}\n`
    ]
    return {
      data: status,
      text: text.filter((part) => part !== false).join('\n'),
      exitCode: status.isComplete ? 0 : 1
    }
  }
  const { UserError } = await import('../shared/errors.ts')
  if (name === 'work' && flags.settings === undefined)
    throw new UserError(
      'usage',
      'work needs the settings of an instance: they are on no queue.',
      'Add --settings FILE.'
    )
  const actions = {
    work: () =>
      queue.work({
        ...request,
        settings: session.path(flags.settings!),
        concurrency: flags.concurrency
      }),
    status: () => queue.status(request),
    pause: () => queue.pause(request),
    resume: () => queue.resume(request),
    retry: () => queue.retry(request),
    failed: () => queue.failed(request)
  }
  const status: QueueStatus & { file?: string } = await actions[name]()
  progress?.('\r\u001b[K')
  return {
    data: status,
    text: printQueue(status, status.file),
    exitCode: name === 'work' && status.failed > 0 ? 1 : 0
  }
}
