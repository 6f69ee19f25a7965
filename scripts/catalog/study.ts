/**
 * What the survey finds out about one destination: whether it compiles, and whether the compiled function does with
 * generated events what Segment's own engine does.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { segmentModules } from '../compile/commonjs.ts'
import { readSegmentModule, resolveSegmentModules } from '../compile/segment-modules.ts'
import { defineEnv } from '../compile/esbuild.ts'
import type { Env } from '../compile/esbuild.ts'
import { entryOf } from '../compile/read/load.ts'
import { type BroughtPackage, packagesIn } from '../compile/pack/packages.ts'
import type { CompiledFunction, FunctionSetting, ResolvedFunction } from '../compile/types.ts'
import type { Network } from '../host/types.ts'
import { runDifferences } from '../replay/judge.ts'
import { UserError } from '../shared/errors.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { compileDestination, reasonOf } from './compile.ts'
import type { Engines } from './engines.ts'
import { audienceFieldsOf, generateEvents } from './events.ts'
import { fixedWorld } from './fixed-world.ts'
import type { CatalogPackage } from './package.ts'
import { answers, hints } from './hints.ts'
import { generateSettings } from './settings.ts'

/** The first three are the survey's verdict; texts are for people. */
export interface Study {
  slug: string
  name: string
  compiled: boolean
  /** Why it is not. */
  reason?: string
  bytes?: number
  /** How many runs sent something and agreed. */
  agree: number
  differ: number
  /** How many sent nothing on either side, which shows nothing. */
  silent: number
  /** Why the first of those sent nothing. */
  silence?: string
  /** What differed, the first few. */
  differences: string[]
  /** What a Function does otherwise, as the build says it. */
  lowered: string[]
  presets: { name: string; action: string; subscribe: string }[]
  settings: FunctionSetting[]
  /** The heaviest first. */
  packages: BroughtPackage[]
}

/** So many differences are told. */
const shown = 5

/**
 * @param root - the project's folder
 * @throws what is a bug of the compiler or of an engine
 */
export async function studyDestination(
  root: string,
  catalog: CatalogPackage,
  slug: string,
  engines: Engines
): Promise<Study> {
  const empty = {
    slug,
    name: slug,
    agree: 0,
    differ: 0,
    silent: 0,
    differences: [],
    lowered: [],
    presets: [],
    settings: [],
    packages: []
  }
  let fn: ResolvedFunction
  let compiled: CompiledFunction
  let leftOut: string[]
  try {
    ;({ fn, compiled, leftOut } = await compileDestination(root, catalog, slug))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { ...empty, compiled: false, reason: reasonOf(root, error) }
  }
  const { lowered, bytes } = { ...compiled.manifest }
  const counts = await compareRuns(fn, compiled, engines)
  return {
    ...empty,
    name: fn.definition.name,
    compiled: true,
    bytes,
    lowered: [...leftOut, ...lowered],
    presets: fn.subscriptions.map(({ preset, action, subscribe }) => ({ name: preset, action, subscribe })),
    settings: fn.settings,
    packages: packagesIn(compiled.code),
    ...counts
  }
}

type Counts = Pick<Study, 'agree' | 'differ' | 'silent' | 'silence' | 'differences'>

async function compareRuns(
  fn: ResolvedFunction,
  compiled: CompiledFunction,
  { host, reference }: Engines
): Promise<Counts> {
  const counts: Counts = { agree: 0, differ: 0, silent: 0, differences: [] }
  const code = fixedWorld('crypto') + compiled.code
  const definition =
    fixedWorld("require('node:crypto')") + (await bundleReference(entryOf(fn.folder), fn.env?.texts))
  const settings = generateSettings(fn)
  const network: Network = { kind: 'ok', besides: answers[fn.name] ?? [] }
  for (const { name, events, batch } of casesOf(fn)) {
    const run = { events, batch, settings, exchanges: [], network }
    const [invocation, ending] = await Promise.all([
      host.invoke(batch ? events : events[0], settings, network, { fresh: true, code }),
      reference.run(fn, definition, compiled.manifest.handlers, run)
    ])
    const differences = runDifferences(invocation, ending)
    if (invocation.error?.name === 'LoadError') differences.unshift(invocation.error.message)
    if (ending.broken !== undefined) differences.push(`actions-core: ${ending.broken}`)
    if (differences.length > 0) {
      counts.differ += 1
      if (counts.differences.length < shown) counts.differences.push(`${name}: ${differences.join(' ')}`)
    } else if (invocation.requests.length > 0) counts.agree += 1
    else {
      counts.silent += 1
      counts.silence ??= invocation.error?.message ?? 'the action sends nothing'
    }
  }
  return counts
}

interface Case {
  name: string
  events: SegmentEvent[]
  batch: boolean
}

function casesOf(fn: ResolvedFunction): Case[] {
  const cases = fn.subscriptions.flatMap((subscription): Case[] => {
    const generated = generateEvents(
      subscription,
      fn.definition.actions[subscription.action]!.fields,
      hints[fn.name] ?? {},
      audienceFieldsOf(fn.definition)
    )
    const singles = generated.map(({ name, event }) => ({
      name: `${subscription.preset}, ${name}`,
      events: [event],
      batch: false
    }))
    if (!fn.batch || !fn.definition.actions[subscription.action]!.performBatch) return singles
    const events = generated.map(({ event }, index) => ({ ...event, messageId: `catalog-message-${index}` }))
    return [...singles, { name: `${subscription.preset}, batch`, events, batch: true }]
  })
  if (!fn.definition.onDelete) return cases
  const event = {
    type: 'delete',
    userId: 'user_0001',
    anonymousId: 'anonymous_0001',
    messageId: 'catalog-delete'
  }
  return [...cases, { name: 'deletion', events: [event], batch: false }]
}

/** All in one, so that nothing of the destination's lives on from one run to the next; the engine itself is shared. */
async function bundleReference(entry: string, env: Env = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    // What is compiled for one kind of machine is asked for in a `try`.
    external: ['@segment/actions-core', '*.node'],
    define: defineEnv(env),
    logLevel: 'silent',
    plugins: [segmentDestinations, awsModules]
  })
  return outputFiles[0]!.text
}

const segmentDestinations: Plugin = {
  name: 'segment-destinations',
  setup(build) {
    resolveSegmentModules(build)
    build.onLoad({ filter: segmentModules }, ({ path: file }) => ({
      contents: readSegmentModule(file),
      loader: 'js'
    }))
  }
}

/** The CommonJS form of a client of AWS's says, and signs, another version than its package has. */
const awsModules: Plugin = {
  name: 'aws-modules',
  setup({ onResolve }) {
    onResolve({ filter: /^@aws-sdk\/client-[\w-]+$/ }, ({ path: name, importer }) => {
      const require = createRequire(importer)
      const { module } = require(`${name}/package.json`) as { module: string }
      return { path: path.join(path.dirname(require.resolve(`${name}/package.json`)), module) }
    })
  }
}
