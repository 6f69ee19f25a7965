/**
 * What past events take: a comparison of an event beside reading its JSON, which no way of comparing can do without, and
 * what kept connections are worth in billed time.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import { compareEvents } from '../history/compare.ts'
import { costOf } from '../history/cost.ts'
import { findEventFiles, type EventFile } from '../history/files.ts'
import { generateEvents } from '../history/generate.ts'
import { settingsFor } from '../history/settings.ts'
import type { FunctionConfig } from '../input/config.ts'

export interface PastEventsBench {
  /** CPU time of all threads, an event. */
  compareMicroseconds: number
  /** To parse its JSON, once a form. */
  parseMicroseconds: number
  /** Of a thousand events, one after the other, at 120 ms an answer and 70 ms to the vendor. */
  kept: { connections: number; billedMs: number }
  notKept: { connections: number; billedMs: number }
  ratios: { compare: number; billed: number }
}

/** Threads take some seconds until they are at full speed. */
const comparedCount = 30_000
const countedCount = 2_000

/** @param name - a function of segment.config.json; its every event may be taken or refused */
export async function benchPastEvents(
  root: string,
  name: string,
  config: FunctionConfig
): Promise<PastEventsBench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'segment-functions-bench-'))
  try {
    const events = [...generateEvents(comparedCount)]
    const all = await written(folder, 'all.ndjson', events)
    const some = await written(folder, 'some.ndjson', events.slice(0, countedCount))
    const fn = await resolveFunction(root, name, { ...config, batch: true })
    const given = await settingsFor(root, fn, undefined)
    const { code } = await compileFunction(root, fn)
    const compareMicroseconds = await cpuAnEvent(async () => {
      await compareEvents({ function: name, before: code, after: `${code}\n`, ...given, files: all })
    })
    const parseMicroseconds = await cpuAnEvent(() => {
      for (const event of events) for (let form = 0; form < 2; form++) JSON.parse(event)
    })
    const { settings } = given
    const { rows } = await costOf({
      ...{ function: name, code, settings, files: some, latencyMs: 120, roundTripMs: 70 },
      selection: { types: ['track'], events: ['Order Completed', 'Sign Up'] }
    })
    const [kept, notKept] = [true, false].map((isKept) => {
      const { connections, billedMs } = rows.find((row) => row.calls === 'single' && row.kept === isKept)!
      return { connections, billedMs }
    }) as [PastEventsBench['kept'], PastEventsBench['kept']]
    return {
      ...{ compareMicroseconds, parseMicroseconds, kept, notKept },
      ratios: {
        compare: compareMicroseconds / parseMicroseconds,
        billed: notKept.billedMs / kept.billedMs
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function written(folder: string, name: string, lines: string[]): Promise<EventFile[]> {
  await writeFile(path.join(folder, name), lines.join('\n'))
  return findEventFiles(folder, [name])
}

async function cpuAnEvent(work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / comparedCount
}
