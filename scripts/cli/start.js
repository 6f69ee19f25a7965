#!/usr/bin/env node
/**
 * What `npm run <verb>` starts: scripts/cli/index.ts without a compiler in the way. The TypeScript of `scripts` is bundled
 * once, and again after a change; a verb and what it needs are then a few files, which Node loads in a tenth of the time.
 *
 * Plain JavaScript in a syntax of old, as it is here that an old Node is told so.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const folder = path.dirname(fileURLToPath(import.meta.url))
const scripts = path.dirname(folder)
const entry = path.join(folder, 'index.ts')

/** Sources look for files beside themselves, wherever the bundle lies. */
const ownPlaces = {
  name: 'own-places',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path: file }) => ({
      contents: fs
        .readFileSync(file, 'utf8')
        .replaceAll(/(?<!')import\.meta\.url/g, JSON.stringify(pathToFileURL(file).href))
        .replaceAll(/(?<!')import\.meta\.dirname/g, JSON.stringify(path.dirname(file))),
      loader: 'ts'
    }))
  }
}

/** Imported, Node would first look through the nine megabytes of this CommonJS file for the names it exports. */
const requiredTypescript = {
  name: 'required-typescript',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^typescript$/ }, () => ({ path: 'typescript', namespace: 'required' }))
    onLoad({ filter: /.*/, namespace: 'required' }, () => ({
      contents: `import { createRequire } from 'node:module'
export default createRequire(${JSON.stringify(pathToFileURL(entry).href)})('typescript')`
    }))
  }
}

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.11',
  packages: 'external',
  logLevel: 'silent'
}

const version = process.versions.node.split('.').map(Number)
if (version[0] < 20 || (version[0] === 20 && version[1] < 11)) {
  process.stderr.write(`This needs Node 20.11 or later; here runs ${process.versions.node}.\n`)
  process.exitCode = 2
} else {
  // Most of what a verb runs, it runs a few times: to optimize it takes longer, on all cores, than it ever saves.
  setFlagsFromString('--interrupt-budget=2000000')
  // Mistakes are shown where they stand in the sources.
  process.setSourceMapsEnabled(true)
  const folder = await bundled().catch(explain)
  if (folder) await import(pathToFileURL(path.join(folder, 'index.js')).href)
}

/** What a folder that cannot be written is about has nothing to do with the verb. @param {NodeJS.ErrnoException} error */
function explain(error) {
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST'].includes(error.code)) throw error
  process.stderr.write(
    `${error.path} cannot be written (${error.code}); the commands are bundled there when they are called for the first time.\nMake it a folder that you may write to, and that has space.\n`
  )
  process.exitCode = 2
}

/** @returns the folder of the bundle that belongs to the sources as they are */
async function bundled() {
  const sources = sourcesBelow(scripts)
  const state = createHash('sha256').update(scripts)
  for (const file of sources) {
    const { mtimeMs, size } = fs.statSync(file)
    state.update(`\n${file} ${mtimeMs} ${size}`)
  }
  const cache = path.join(path.dirname(scripts), 'node_modules', '.cache', 'segment-functions')
  const target = path.join(cache, state.digest('hex').slice(0, 16))
  if (fs.existsSync(target)) return target
  fs.mkdirSync(cache, { recursive: true })
  const draft = fs.mkdtempSync(path.join(cache, 'draft-'))
  try {
    await Promise.all([
      bundle(draft, target),
      ...sources.filter(isWorker).map((file) => bundleWorker(file, draft))
    ])
    // Said here, Node need not find it out for each file.
    fs.writeFileSync(path.join(draft, 'package.json'), '{ "type": "module" }\n')
    // A folder made under a name of its own is closed to other users, who may run what was installed for all.
    fs.chmodSync(draft, 0o755)
    // Somebody else may have made the same meanwhile.
    if (!fs.existsSync(target)) fs.renameSync(draft, target)
  } finally {
    fs.rmSync(draft, { recursive: true, force: true })
  }
  removeOld(cache)
  return target
}

/** Bundles of a day ago are those of earlier sources; younger ones may be in use by a verb that watches. */
function removeOld(cache) {
  for (const name of fs.readdirSync(cache)) {
    const old = path.join(cache, name)
    if (Date.now() - fs.statSync(old).mtimeMs > 86_400_000) fs.rmSync(old, { recursive: true, force: true })
  }
}

/** @param {string} below @returns {string[]} */
function sourcesBelow(below) {
  return fs.readdirSync(below, { withFileTypes: true }).flatMap((file) => {
    const name = path.join(below, file.name)
    if (file.isDirectory()) return sourcesBelow(name)
    return /\.(js|ts|json)$/.test(name) ? [name] : []
  })
}

/** @param {string} outdir @param {string} target where it will lie */
async function bundle(outdir, target) {
  const { build } = await import('esbuild')
  await build({
    ...common,
    entryPoints: [entry],
    outdir,
    splitting: true,
    format: 'esm',
    sourcemap: true,
    // For scripts/host/worker-bundle.ts, which starts them.
    define: { 'import.meta.workerBundles': JSON.stringify(target) },
    plugins: [ownPlaces, requiredTypescript]
  })
}

/** @param {string} file */
function isWorker(file) {
  return /\bworker\.ts$/.test(file)
}

/** @param {string} file @param {string} folder */
async function bundleWorker(file, folder) {
  const { build } = await import('esbuild')
  const outfile = path.join(
    folder,
    path.relative(scripts, file).split(path.sep).join('.').replace(/ts$/, 'cjs')
  )
  await build({ ...common, entryPoints: [file], outfile, format: 'cjs', plugins: [ownPlaces] })
}
