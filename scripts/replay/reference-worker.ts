/**
 * The worker thread of the reference engine: an action of its own thread, whose network is closed for good. Started from
 * a bundle (host/worker-bundle.ts); the definition comes as code, since functions cannot be sent to a thread.
 */
import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import { inspect } from 'node:util'
import vm from 'node:vm'
import { parentPort } from 'node:worker_threads'
import type { DestinationDefinition } from '@segment/actions-core'
import { blockNetwork } from '../host/network.ts'
import { watchTimers } from './late-work.ts'
import { runReference, type ReferenceRun } from './reference.ts'
import type { ReferenceCall, ReferenceMessage } from './isolated-reference.ts'

const send = (message: ReferenceMessage) => parentPort!.postMessage(message)

const { setInterval: nodeSetInterval, clearInterval: nodeClearInterval } = globalThis

blockNetwork()
// What an action logs is shown of the compiled function; here it would stand within the output of the command.
for (const stream of [process.stdout, process.stderr]) stream.write = () => true
// The id is that of the whole process.
process.kill = () => {
  throw new Error('an action ends no process')
}
let forgotten: string[] = []
const forget = (what: string) => (thrown: unknown) => void forgotten.push(`${what}: ${describe(thrown)}`)
const thrownLate = forget('an error was thrown where nobody can catch it')
process.on('unhandledRejection', forget('a promise was rejected and nobody handled it'))
process.on('uncaughtException', thrownLate)
const finishLateWork = watchTimers(thrownLate)

async function run({
  code,
  file,
  subscriptions,
  env,
  handlers,
  fixture
}: ReferenceCall): Promise<ReferenceRun> {
  forgotten = []
  enterEnvironment(env, fixture.settings)
  const required = env?.secrets.flatMap((secret) => (secret.required ? [secret.name] : [])) ?? []
  const fn = { definition: evaluate(code, file), subscriptions, required }
  const waiting = waitForNothing()
  const result = await Promise.race([
    runReference(fn, handlers, fixture, finishLateWork),
    waiting.then((): ReferenceRun => ({ outcome: 'retried', requests: [], broken: neverEnds }))
  ]).finally(() => waiting.stop())
  // A request that nobody awaited may fail with nobody to tell; what is wrong is that it was not awaited.
  return forgotten[0] === undefined || result.unawaited ? result : { ...result, broken: forgotten[0] }
}

const machineEnv = { ...process.env }

/** A thread has an environment of its own. */
function enterEnvironment(env: ReferenceCall['env'], settings: Record<string, unknown>): void {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(machineEnv, name)) delete process.env[name]
  Object.assign(process.env, machineEnv, env?.texts)
  for (const { name } of env?.secrets ?? []) {
    const value = settings[name]
    if (typeof value === 'string' && value.trim() !== '') process.env[name] = value.trim()
    else delete process.env[name]
  }
}

/** Errors of node-fetch are none of Node's own. */
function describe(thrown: unknown): string {
  try {
    if (typeof thrown !== 'object' || thrown === null || !('message' in thrown)) return inspect(thrown)
    return `${'name' in thrown ? String(thrown.name) : 'Error'}: ${String(thrown.message)}`
  } catch {
    return 'an error that cannot be read'
  }
}

/** Segment's limit for a call. */
const idleLimitMs = 5_000
const neverEnds = `it did not end within ${idleLimitMs} ms`

/** Resolves when the limit is over and the thread does nothing any more; one that works may go on. */
function waitForNothing(): Promise<void> & { stop(): void } {
  const started = performance.now()
  let before = performance.eventLoopUtilization()
  let timer: NodeJS.Timeout
  const waiting = new Promise<void>((resolve) => {
    timer = nodeSetInterval(() => {
      const { utilization } = performance.eventLoopUtilization(before)
      before = performance.eventLoopUtilization()
      if (performance.now() - started >= idleLimitMs && utilization < 0.5) resolve()
    }, 500)
  })
  return Object.assign(waiting, { stop: () => nodeClearInterval(timer) })
}

let script: vm.Script
let scripts = 0

/** Anew for each fixture, so that none sees what another left in a module. */
function evaluate(code: string | undefined, file: string): DestinationDefinition {
  if (code !== undefined) {
    script = new vm.Script(`(function (module, exports, require) {${code}\n})`, { filename: file })
    scripts += 1
  }
  const module = { exports: {} as { default?: DestinationDefinition } }
  const load = script.runInThisContext() as (...args: unknown[]) => void
  load(module, module.exports, createRequire(file))
  const definition = module.exports.default!
  // actions-core keeps the schemas of fields by the destination's name; another definition may bear the same.
  return { ...definition, name: `${definition.name}.${scripts}` }
}

parentPort!.on('message', (call: ReferenceCall) => {
  run(call).then(
    (result) => send({ kind: 'done', result }),
    (error: unknown) => send({ kind: 'failed', error: error instanceof Error ? error.stack : String(error) })
  )
})
send({ kind: 'ready' })
