/**
 * The worker thread in which the host runs a function: its own network, its own clock, and a loop in the function's code
 * cannot hold anybody else up. Started from a bundle (worker-bundle.ts).
 */
import https from 'node:https'
import { types } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import { UserError } from '../shared/errors.ts'
import { blockNetwork, openNetwork } from './network.ts'
import { createProcess } from './process.ts'
import type { FunctionProcess } from './process.ts'
import { createSkippingFetch } from './skipping-fetch.ts'
import { SkippingClock } from './skipping-clock.ts'
import type { Invocation, SourceInvocation } from './types.ts'
import type { InvokeMessage, WorkerMessage, WorkerSetup } from './worker-messages.ts'

const setup = workerData as WorkerSetup
const send = (message: WorkerMessage) => parentPort!.postMessage(message)

blockNetwork()
let current = start('')

/** A process has a clock of its own: time that was skipped in one has not passed in the next. */
function start(code: string, file?: string) {
  const clock = new SkippingClock()
  const { fetch, endInvocation } = createSkippingFetch(clock)
  const onLog = (text: string) => send({ kind: 'log', text })
  const process: FunctionProcess = createProcess({
    ...setup,
    code,
    file,
    clock,
    https,
    // What still runs of a process that was replaced is frozen: it reaches nobody.
    fetch: (...request) => (current.process === process ? fetch(...request) : new Promise(() => undefined)),
    onLog
  })
  return { process, code, fetch, endInvocation }
}

async function invoke(message: InvokeMessage): Promise<Invocation | SourceInvocation> {
  const { code = current.code, file, fresh } = message
  if (fresh || code !== current.code) current = start(code, file)
  if (message.emptyCache) current.process.emptyCache()
  const vendor = openNetwork(message.network, (request) => send({ kind: 'request', request }))
  try {
    const { input, settings } = message
    const result =
      input.kind === 'event'
        ? await current.process.invoke(input.event, settings)
        : await current.process.receive(input.request, settings)
    await current.endInvocation()
    const unawaited = [...(result.unawaited ?? []), ...current.process.openRequests()]
    return { ...result, ...(unawaited.length > 0 && { unawaited }), ...vendor.close() }
  } catch (error) {
    vendor.close()
    throw error
  }
}

function warnOf(what: string) {
  return (thrown: unknown) =>
    current.process.warn(
      `${what}: ${types.isNativeError(thrown) ? thrown.stack : String(thrown)}; in Segment that may end the process`
    )
}
process.on('unhandledRejection', warnOf('a promise was rejected and nobody handled it'))
process.on('uncaughtException', warnOf('an error was thrown outside of the handler'))

parentPort!.on('message', (message: InvokeMessage) => {
  invoke(message).then(
    (invocation) => send({ kind: 'done', invocation }),
    (error: unknown) =>
      send({
        kind: 'failed',
        error,
        ...(error instanceof UserError ? { code: error.code, hint: error.hint } : {})
      })
  )
})

/** The first mocked request of a thread takes many times longer than the next ones; no function should be charged for it. */
async function warmUp(): Promise<void> {
  const vendor = openNetwork({ kind: 'ok' })
  await current.fetch('http://localhost/')
  vendor.close()
}
void warmUp().then(() => send({ kind: 'ready' }))
