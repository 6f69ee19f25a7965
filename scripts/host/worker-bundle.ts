/**
 * Starts the host's worker. A worker thread of Node 20 cannot load TypeScript, so its code is bundled, once per process,
 * and evaluated with a `require` that finds this project's packages.
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import type { WorkerSetup } from './worker-messages.ts'

let bundle: Promise<string> | undefined

export async function startWorker(setup: WorkerSetup): Promise<Worker> {
  bundle ??= bundleWorker()
  return new Worker(await bundle, {
    eval: true,
    workerData: setup,
    // Nothing of the host's environment is the function's business; tsx's loaders would only slow the start down.
    env: {},
    execArgv: []
  })
}

async function bundleWorker(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    define: { 'import.meta.url': 'hostUrl' },
    write: false,
    logLevel: 'silent'
  })
  const code = result.outputFiles[0]!.text
  const url = JSON.stringify(import.meta.url)
  return `(function (require, hostUrl) {${code}})(require('node:module').createRequire(${url}), ${url})`
}
