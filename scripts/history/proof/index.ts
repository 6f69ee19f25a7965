/**
 * The proof for past events: generated ones go through a comparison whose result is known, and through a backfill that is
 * killed on the way, to a vendor that makes trouble; in the end the vendor must have every event, and each counts once.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { compileFunction, resolveFunction } from '../../compile/index.ts'
import { compareEvents, type Comparison } from '../compare.ts'
import { findEventFiles, type EventFile } from '../files.ts'
import { generateEvents, writeArchive } from '../generate.ts'
import { forms, functionWith, writeProject } from './project.ts'
import { openVendor, type VendorCount } from './vendor.ts'

/** Calls of the backfill at the same time, and events of each: so many may be under way at a kill. */
const concurrency = 10
const batchSize = 20

export interface ProofOptions {
  events: number
  seed: number
  kills: number
  /** Requests a second that the vendor takes. */
  perSecond: number
  onProgress?: ((step: string) => void) | undefined
}

export interface Proof {
  held: boolean
  /** What did not hold. */
  failures: string[]
  comparison: { events: number; different: number; seconds: number; cpuSeconds: number }
  backfill: Report & { seconds: number; kills: number }
  vendor: VendorCount
}

interface Report {
  delivered: number
  discarded: number
  failed: number
  skipped: number
  remaining: number
}

/** @param options.events - enough that the backfill lasts until the last kill: some thousands */
export async function provePastEvents(options: ProofOptions): Promise<Proof> {
  const { events, seed, onProgress } = options
  const root = await mkdtemp(path.join(tmpdir(), 'segment-functions-proof-'))
  try {
    onProgress?.(`Making ${events.toLocaleString('en')} events`)
    await writeArchive(root, events, seed)
    const killer = createKiller(options)
    const vendor = await openVendor({
      ...{ events, perSecond: options.perSecond, outageMs: 2_000, resetEvery: 97 },
      onTaken: killer.onTaken
    })
    try {
      await writeProject(root, vendor.url)
      onProgress?.('Comparing them')
      const comparison = await compareForms(root, await findEventFiles(root, ['segment-logs']))
      const orders = countOrders(events, seed)
      onProgress?.('Sending them')
      const backfill = await sendAll(root, killer)
      const failures = failuresOf(options, { comparison, orders, backfill, vendor: vendor.count })
      return { held: failures.length === 0, failures, comparison, backfill, vendor: vendor.count }
    } finally {
      vendor.close()
    }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

function failuresOf(
  { events, kills }: ProofOptions,
  found: { comparison: Proof['comparison']; orders: number; backfill: Proof['backfill']; vendor: VendorCount }
): string[] {
  const { comparison, orders, backfill, vendor } = found
  const mostRepeats = concurrency * batchSize * kills + vendor.resets * batchSize
  const claims: [string, number, number][] = [
    ['events compared', comparison.events, events],
    ['events that differ: the orders', comparison.different, orders],
    ['events the vendor has', vendor.unique, events],
    ['events that the journal calls delivered', backfill.delivered + backfill.skipped, events],
    ['events that failed or are left', backfill.failed + backfill.discarded + backfill.remaining, 0],
    ['kills', backfill.kills, kills],
    ['repeats beyond what was under way', Math.max(0, vendor.repeats - mostRepeats), 0]
  ]
  return claims
    .filter(([, is, should]) => is !== should)
    .map(([what, is, should]) => `${what}: ${is.toLocaleString('en')}, not ${should.toLocaleString('en')}`)
}

async function compareForms(root: string, files: EventFile[]): Promise<Proof['comparison']> {
  const codeOf = async (amount: string): Promise<string> => {
    const fn = await resolveFunction(root, 'shop', functionWith(amount))
    return (await compileFunction(root, fn)).code
  }
  const [before, after] = [await codeOf(forms.before), await codeOf(forms.after)]
  const started = performance.now()
  const cpu = process.cpuUsage()
  const { events, different }: Comparison = await compareEvents({
    ...{ function: 'shop', before, after, files },
    settings: { endpoint: 'https://vendor.example/events' },
    redact: (text) => text
  })
  const { user, system } = process.cpuUsage(cpu)
  return {
    events,
    different,
    seconds: (performance.now() - started) / 1_000,
    cpuSeconds: (user + system) / 1_000_000
  }
}

/** Without reading one: what the generator says an order is. */
function countOrders(events: number, seed: number): number {
  let orders = 0
  for (const event of generateEvents(events, seed))
    if (event.includes('"event":"Order Completed"')) orders += 1
  return orders
}

/** Kills whatever sends, at places spread over the events. */
function createKiller({ events, kills }: ProofOptions) {
  let child: ChildProcess | undefined
  let killed = 0
  return {
    watch: (started: ChildProcess) => (child = started),
    killed: () => killed,
    onTaken(unique: number): void {
      if (!child || killed === kills || unique < ((killed + 1) * events) / (kills + 1)) return
      if (child.kill('SIGKILL')) killed += 1
      child = undefined
    }
  }
}

async function sendAll(root: string, killer: ReturnType<typeof createKiller>): Promise<Proof['backfill']> {
  const started = performance.now()
  for (;;) {
    const { report, signal, errors } = await backfillOnce(root, killer)
    if (report) return { ...report, seconds: (performance.now() - started) / 1_000, kills: killer.killed() }
    if (signal !== 'SIGKILL') throw new Error(`the backfill ended: ${errors}`)
  }
}

async function backfillOnce(root: string, killer: ReturnType<typeof createKiller>) {
  const start = path.join(import.meta.dirname, '..', '..', 'cli', 'start.js')
  const args = ['shop', '--events', 'segment-logs', '--settings', 'settings.json', '--live', '--id', 'proof']
  const child = spawn(
    process.execPath,
    [start, 'backfill', ...args, '--concurrency', String(concurrency), '--json'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }
  )
  killer.watch(child)
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  const report = signal === null ? (JSON.parse(output || '{}') as Partial<Report>) : undefined
  return {
    report: report?.delivered === undefined ? undefined : (report as Report),
    signal,
    errors: errors + output
  }
}
