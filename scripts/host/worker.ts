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
import type { Invocation, Network, SourceInvocation } from './types.ts'
import { isTimeout } from './verdict.ts'
import { severalMs } from './worker-messages.ts'
import type { Input, InvokeMessage, WorkerMessage, WorkerSetup } from './worker-messages.ts'

const setup = workerData as WorkerSetup
const send = (message: WorkerMessage) => parentPort!.postMessage(message)

/** Events and settings are JSON on their way to a function. */
const copyOf = <Value>(value: Value): Value =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value)

/** Of several events nothing is told in between. */
let isOneOfSeveral = false

blockNetwork()
let current = start('')

/** A process has a clock of its own: time that was skipped in one has not passed in the next. */
function start(code: string, file?: string) {
  const clock = new SkippingClock()
  const { fetch, endInvocation } = createSkippingFetch(clock)
  const onLog = (text: string) => void (isOneOfSeveral || send({ kind: 'log', text }))
  const process: FunctionProcess = createProcess({
    ...setup,
    code,
    file,
    clock,
    https,
    takesCopies: true,
    // What still runs of a process that was replaced is frozen: it reaches nobody.
    fetch: (...request) => (current.process === process ? fetch(...request) : new Promise(() => undefined)),
    onLog
  })
  return { process, code, fetch, endInvocation }
}

async function answer(message: InvokeMessage): Promise<WorkerMessage> {
  const { code = current.code, file, fresh, input, settings, network } = message
  if (fresh || code !== current.code) current = start(code, file)
  if (message.emptyCache) current.process.emptyCache()
  isOneOfSeveral = input.kind === 'events'
  if (input.kind !== 'events')
    return { kind: 'done', invocation: await invoke(copyOf(input), copyOf(settings), network) }
  return { kind: 'several', invocations: await invokeSeveral(input.texts, settings, network) }
}

async function invokeSeveral(texts: string[], settings: unknown, network: Network): Promise<Invocation[]> {
  const { stackTraceLimit } = Error
  // Most of them may be refused by an error, and to write its stack down takes longer than the event.
  Error.stackTraceLimit = 0
  try {
    const invocations: Invocation[] = []
    const started = Date.now()
    for (const text of texts) {
      const input = { kind: 'event', event: JSON.parse(text) as unknown } as const
      const invocation = (await invoke(input, copyOf(settings), network)) as Invocation
      invocations.push(invocation)
      if (isTimeout(invocation) || Date.now() - started > severalMs) break
    }
    return invocations
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

async function invoke(
  input: Input,
  settings: unknown,
  network: Network
): Promise<Invocation | SourceInvocation> {
  const vendor = openNetwork(
    network,
    (request) => void (isOneOfSeveral || send({ kind: 'request', request }))
  )
  try {
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
  answer(message).then(send, (error: unknown) =>
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
