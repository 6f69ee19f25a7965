/**
 * Runs a scenario through the real `@segment/analytics-node`, in a vm context of its own so that its clock and ids can
 * be pinned. The SDK's own `httpClient` option keeps the batch; nothing leaves the machine.
 */
import { createRequire } from 'node:module'
import { createContext, runInContext } from 'node:vm'
import type { Analytics } from '@segment/analytics-node'
import { build } from 'esbuild'
import type { PinnedScope } from './pin.ts'
import { pin } from './pin.ts'
import type { SentMessage } from './pipeline.ts'
import type { ServerScenario } from './scenarios.ts'

const require = createRequire(import.meta.url)

/** What the SDK uses and a bare vm context lacks. */
const nodeGlobals = [
  'AbortController',
  'Buffer',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'clearTimeout',
  'console',
  'fetch',
  'setTimeout'
] as const

/** The SDK writes the version of Node into every message; recording with another one must not change the files. */
const recordedProcess = { version: 'v20.11.0', env: {} }

/** The SDK as one script, since a vm context has no module loader. */
export async function bundleServerSdk(): Promise<string> {
  const result = await build({
    entryPoints: [require.resolve('@segment/analytics-node')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'iife',
    globalName: 'AnalyticsNode',
    logLevel: 'silent'
  })
  return result.outputFiles[0]!.text
}

/**
 * @param sdk - what {@link bundleServerSdk} gave
 * @param scenario - the call that a server makes
 * @param start - the server's clock at the call, Unix time in milliseconds
 * @param queued - milliseconds between the call and its request
 * @returns the message and when it was sent
 */
export async function recordOnServer(
  sdk: string,
  scenario: ServerScenario,
  start: number,
  queued: number
): Promise<{ message: SentMessage; sentAt: string }> {
  const globals = Object.fromEntries(nodeGlobals.map((name) => [name, globalThis[name]]))
  const context = createContext({ ...globals, process: recordedProcess, require })
  const clock = pin(runInContext('globalThis', context) as PinnedScope, scenario.name, start)
  runInContext(sdk, context)

  const batches: { batch: SentMessage[]; sentAt: string }[] = []
  const analytics: Analytics = new context.AnalyticsNode.Analytics({
    writeKey: 'recorded-write-key',
    httpClient: {
      makeRequest: (request: { body: string }) => {
        batches.push(JSON.parse(request.body))
        return Promise.resolve({ status: 200, statusText: 'OK' })
      }
    }
  })
  const [method, parameters] = scenario.call
  ;(analytics[method] as (parameters: unknown) => void).call(analytics, parameters)
  clock.now += queued
  await analytics.closeAndFlush()

  const { batch, sentAt } = batches[0]!
  return { message: batch[0]!, sentAt }
}
