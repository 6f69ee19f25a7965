/**
 * Runs in a process of its own: loads one engine with one destination, sends it events, and prints how long one thing took.
 * Bundled to plain JavaScript before it runs, so that no loader is measured with it.
 */
import crypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import https from 'node:https'
import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import vm from 'node:vm'
import type { DestinationDefinition } from '@segment/actions-core'
import type * as ActionsCore from '@segment/actions-core'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { median } from './median.ts'

export interface Task {
  engine: 'compiled' | 'by hand' | 'actions-core'
  /** The code of a function, or a definition bundled as CommonJS. */
  file: string
  settings: Record<string, unknown>
  /** Of the reference engine: what the compiled function has built in. */
  subscriptions: { partnerAction: string; subscribe: string; mapping: object }[]
  events: SegmentEvent[]
  /** From nothing to the end of the first event, in ms; or one event when everything is warm, in µs. */
  quantity: 'firstEventMs' | 'eventMicroseconds'
}

/** As long for the quick engine as for the slow one: what disturbs the machine for a moment is to meet both alike. */
const warmUpMs = 1_000
const timedMs = 2_000
const sliceLength = 1_000

type Send = (event: SegmentEvent) => Promise<unknown>

const handlers = ['onIdentify', 'onTrack', 'onPage', 'onScreen', 'onGroup', 'onAlias', 'onDelete', 'onBatch']

/** As Segment's loader does it: inside a function whose parameters are the handlers' names. */
function loadFunction({ file, settings }: Task): Send {
  const names = handlers.join(', ')
  const load = vm.runInThisContext(
    `(function (${names}) {\n${readFileSync(file, 'utf8')}\nreturn { ${names} }\n})`
  ) as () => Record<string, (event: SegmentEvent, settings: unknown) => Promise<unknown>>
  const loaded = load()
  return (event) => loaded[`on${event.type[0]!.toUpperCase()}${event.type.slice(1)}`]!(event, settings)
}

function loadReference({ file, settings, subscriptions }: Task): Send {
  const require = createRequire(file)
  const { Destination } = require('@segment/actions-core') as typeof ActionsCore
  const { default: definition } = require(file) as { default: DestinationDefinition }
  const destination = new Destination(definition)
  return (event) => destination.onEvent(event as never, { ...settings, subscriptions } as never)
}

async function run(task: Task): Promise<number> {
  const { events } = task
  // Segment's loader is running before any function is loaded, with the modules it gives to functions; its own start is not
  // the function's. Node's own global `crypto` is another one, which takes longer to load than the function.
  vm.runInThisContext('0')
  Object.defineProperty(globalThis, 'crypto', { value: crypto })
  Object.assign(globalThis, { https })
  const start = performance.now()
  const send = task.engine === 'actions-core' ? loadReference(task) : loadFunction(task)
  await send(events[0]!)
  if (task.quantity === 'firstEventMs') return performance.now() - start

  await timeSlices(send, events, warmUpMs)
  return (median(await timeSlices(send, events, timedMs)) * 1000) / sliceLength
}

/** @returns how long each slice took, in ms */
async function timeSlices(send: Send, events: SegmentEvent[], durationMs: number): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + durationMs
  while (performance.now() < end) {
    const start = performance.now()
    for (let i = 0; i < sliceLength; i++) await send(events[i % events.length]!)
    times.push(performance.now() - start)
  }
  return times
}

const task = JSON.parse(readFileSync(0, 'utf8')) as Task
process.stdout.write(JSON.stringify(await run(task)))
