/**
 * Starts worker threads. One of Node 20 cannot load TypeScript, so its code is bundled, once per process, and evaluated
 * with a `require` that finds this project's packages.
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'

/** Enough for the largest batch many times over, and soon reached by what grows without end. Segment publishes none. */
export const memoryLimitMb = 512

const bundles = new Map<string, Promise<string>>()

/**
 * @param entry - the worker's TypeScript
 * @param setup - its `workerData`
 */
export async function startWorker(entry: URL, setup: unknown): Promise<Worker> {
  if (!bundles.has(entry.href)) bundles.set(entry.href, bundleWorker(entry))
  return new Worker(await bundles.get(entry.href)!, {
    eval: true,
    workerData: setup,
    // Nothing of the machine's environment is a function's business; tsx's loaders would only slow the start down.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb }
  })
}

async function bundleWorker(entry: URL): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    define: { 'import.meta.url': 'entryUrl' },
    write: false,
    logLevel: 'silent'
  })
  const code = result.outputFiles[0]!.text
  const url = JSON.stringify(entry.href)
  return `(function (require, entryUrl) {${code}})(require('node:module').createRequire(${url}), ${url})`
}
