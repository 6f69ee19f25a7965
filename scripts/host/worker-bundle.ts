/**
 * Starts worker threads. One of Node 20 cannot load TypeScript, so its code is bundled, and evaluated with a `require` that
 * finds this project's packages. A command's workers were bundled with it (cli/start.js), others are once per process.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, type ResourceLimits } from 'node:worker_threads'
import type { Plugin } from 'esbuild'

/** Enough for the largest batch many times over, and soon reached by what grows without end. Segment publishes none. */
export const memoryLimitMb = 512

declare global {
  interface ImportMeta {
    /** The folder with the workers' bundles, as `host.worker.cjs`; absent where sources are run as they are. */
    workerBundles?: string
  }
}

const scripts = path.join(import.meta.dirname, '..')

const bundles = new Map<string, Promise<string>>()

/**
 * @param entry - the worker's TypeScript
 * @param setup - its `workerData`
 * @param limits - of its memory, beside the one that is the same for all
 */
export async function startWorker(entry: URL, setup: unknown, limits: ResourceLimits = {}): Promise<Worker> {
  if (!bundles.has(entry.href)) bundles.set(entry.href, bundleWorker(entry))
  return new Worker(await bundles.get(entry.href)!, {
    eval: true,
    workerData: setup,
    // Nothing of the machine's environment is a function's business; tsx's loaders would only slow the start down.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, ...limits }
  })
}

async function bundleWorker(entry: URL): Promise<string> {
  const file = fileURLToPath(entry)
  const made = import.meta.workerBundles
  const code = made
    ? await readFile(
        path.join(made, path.relative(scripts, file).split(path.sep).join('.').replace(/ts$/, 'cjs')),
        'utf8'
      )
    : await bundle(file)
  return `(function (require) {${code}})(require('node:module').createRequire(${JSON.stringify(entry.href)}))`
}

async function bundle(file: string): Promise<string> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'silent',
    plugins: [ownPlaces]
  })
  return outputFiles[0]!.text
}

/** Sources look for files beside themselves, wherever the bundle lies. */
const ownPlaces: Plugin = {
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/, namespace: 'file' }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8'))
        .replaceAll(/(?<!')import\.meta\.url/g, JSON.stringify(pathToFileURL(file).href))
        .replaceAll(/(?<!')import\.meta\.dirname/g, JSON.stringify(path.dirname(file))),
      loader: 'ts'
    }))
  }
}
