/**
 * Compiled functions beside actions-core: the same events, the same machine, one run. Times differ from machine to
 * machine, so what counts are the ratios.
 */
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import { withBrowser } from '../compile/browser.ts'
import { minifiedSize } from '../compile/pack/bundle.ts'
import type { Manifest } from '../compile/types.ts'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import { bundleDefinition } from '../compile/read/load.ts'
import { loadConfig } from '../input/config.ts'
import type { FunctionConfig } from '../input/config.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { withIdleDestination } from './idle-destination.ts'
import type { Task } from './measure.ts'
import { median } from './median.ts'
import { benchPastEvents, type PastEventsBench } from './past-events.ts'

export interface BenchReport {
  /** The destination whose speed is measured. */
  speed: {
    function: string
    compiled: Record<Task['quantity'], number>
    actionsCore: Record<Task['quantity'], number>
    /** The same for one event by hand-written code without checks. */
    byHand: { eventMicroseconds: number }
    /** How many times longer actions-core takes than the compiled function, and that than hand-written code. */
    ratios: { firstEvent: number; event: number; byHand: number }
  }
  pastEvents: PastEventsBench
  /** `browser`: what runs in the page, for destinations that have such a part. */
  sizes: { function: string; bytes: number; minifiedBytes: number; browser?: Manifest['browser'] }[]
}

/** Rounds of each: what takes 3 ms is easily disturbed, and quickly repeated. */
const pairCounts = { firstEventMs: 31, eventMicroseconds: 7 }

const settings = { apiKey: 'example_apiKey' }

/**
 * A sign-up and an order as Segment's spec has them, without messageId: what is compared is mapping and validation, and
 * actions-core has nothing like the memory of deliveries.
 */
const events: SegmentEvent[] = [
  {
    type: 'track',
    event: 'Sign Up',
    userId: 'user_1',
    properties: { plan: 'pro', seats: 5 },
    context: {
      traits: { name: 'Jane Doe', email: 'jane.doe@example.com', clickId: 'click_1' },
      ip: '203.0.113.7'
    }
  },
  {
    type: 'track',
    event: 'Order Completed',
    userId: 'user_1',
    properties: {
      order_id: 'order_1',
      revenue: 2500,
      currency: 'USD',
      products: [{ product_id: 'p1', name: 'Game', price: 1250, quantity: 2 }]
    },
    context: { traits: { email: 'jane.doe@example.com' }, ip: '203.0.113.7' }
  }
]

/**
 * @param root - the project's folder
 * @param onProgress - called with each step
 */
export async function bench(root: string, onProgress: (step: string) => void): Promise<BenchReport> {
  const config = await loadConfig(root)
  const sizes: BenchReport['sizes'] = []
  for (const [name, entry] of Object.entries(config.functions)) {
    onProgress(`compiling ${name}`)
    const resolved = await resolveFunction(root, name, entry)
    const { code, manifest } = await withBrowser(root, resolved, await compileFunction(root, resolved))
    const { bytes, browser } = manifest
    sizes.push({
      function: name,
      bytes,
      minifiedBytes: await minifiedSize(code),
      ...(browser && { browser })
    })
  }
  onProgress('measuring dub')
  const speed = await withIdleDestination(root, config.functions.dub!.destination, (folder) =>
    measureBoth(root, folder, config.functions.dub!)
  )
  onProgress('taking past events through dub')
  const pastEvents = await benchPastEvents(root, 'dub', config.functions.dub!)
  return { speed: { function: 'dub', ...speed }, pastEvents, sizes }
}

async function measureBoth(
  root: string,
  folder: string,
  config: FunctionConfig
): Promise<Omit<BenchReport['speed'], 'function'>> {
  const inFolder = (file: string): string => path.join(root, folder, file)
  const resolved = await resolveFunction(root, 'idle', { ...config, destination: folder })
  await writeFile(inFolder('function.js'), (await compileFunction(root, resolved)).code)
  await writeFile(inFolder('definition.cjs'), await bundleDefinition(inFolder('index.ts')))
  await build({
    entryPoints: [path.join(import.meta.dirname, 'measure.ts')],
    bundle: true,
    platform: 'node',
    packages: 'external',
    format: 'esm',
    outfile: inFolder('measure.mjs')
  })

  const task = {
    settings,
    subscriptions: resolved.subscriptions.map(({ action, subscribe, mapping }) => ({
      partnerAction: action,
      subscribe,
      mapping
    })),
    events
  }
  const run = (quantity: Task['quantity'], engine: Task['engine'], file: string) => (): number =>
    measure(inFolder('measure.mjs'), { ...task, quantity, engine, file })
  const compiled = inFolder('function.js')
  const definition = inFolder('definition.cjs')
  const firstEvent = compareInTurn(pairCounts.firstEventMs, {
    compiled: run('firstEventMs', 'compiled', compiled),
    actionsCore: run('firstEventMs', 'actions-core', definition)
  })
  const event = compareInTurn(pairCounts.eventMicroseconds, {
    compiled: run('eventMicroseconds', 'compiled', compiled),
    actionsCore: run('eventMicroseconds', 'actions-core', definition),
    byHand: run('eventMicroseconds', 'by hand', path.join(import.meta.dirname, 'by-hand.js'))
  })
  return {
    compiled: { firstEventMs: firstEvent.times.compiled, eventMicroseconds: event.times.compiled },
    actionsCore: { firstEventMs: firstEvent.times.actionsCore, eventMicroseconds: event.times.actionsCore },
    byHand: { eventMicroseconds: event.times.byHand },
    ratios: {
      firstEvent: firstEvent.toCompiled.actionsCore,
      event: event.toCompiled.actionsCore,
      byHand: 1 / event.toCompiled.byHand
    }
  }
}

interface Comparison<Name extends string> {
  times: Record<Name, number>
  /** How many times as long each takes as the compiled function. */
  toCompiled: Record<Name, number>
}

/** In turn, so that all meet the machine in the same mood; the ratio is that of each round. All are medians. */
function compareInTurn<Name extends string>(
  roundCount: number,
  measures: Record<Name | 'compiled', () => number>
): Comparison<Name | 'compiled'> {
  const names = Object.keys(measures) as (Name | 'compiled')[]
  const rounds = Array.from({ length: roundCount }, () => ofEach((name) => measures[name]()))
  return {
    times: ofEach((name) => median(rounds.map((round) => round[name]))),
    toCompiled: ofEach((name) => median(rounds.map((round) => round[name] / round.compiled)))
  }

  function ofEach(value: (name: Name | 'compiled') => number): Record<Name | 'compiled', number> {
    return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name | 'compiled', number>
  }
}

/** Measures in a fresh process. */
function measure(script: string, task: Task): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
    input: JSON.stringify(task),
    encoding: 'utf8'
  })
  if (status !== 0) throw new Error(`The measuring process failed:\n${stderr}`)
  return JSON.parse(stdout) as number
}
