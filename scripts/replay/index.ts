/**
 * Replays fixtures: each goes through the compiled function in the host and through the definition in actions-core, and
 * both are judged by what the fixture expects. Those of sources go through the compiled function alone (sources.ts).
 */
import { join, resolve, sep } from 'node:path'
import { buildFunctions } from '../compile/index.ts'
import { type Config, loadConfig, selectFunctions } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import type { RecordedRequest } from '../host/exchange.ts'
import type { Host } from '../host/index.ts'
import type { BatchStatus, Invocation, OutcomeKind, SourceInvocation } from '../host/types.ts'
import { type Coverage, CoverageCounter } from './coverage.ts'
import type { DifferenceId } from './differences.ts'
import { unmetDemands } from './demands.ts'
import { findFixtures } from './find.ts'
import { type Fixture, readAnyFixture } from './fixture.ts'
import type { SourceFixture } from './source-fixture.ts'
import { replaySources, type SourceReport, type SourceResult } from './sources.ts'
import { judge } from './judge.ts'
import { shownPath } from '../input/located-json.ts'
import { Lanes } from './lanes.ts'
import type { IsolatedReference } from './isolated-reference.ts'
import type { ReferenceRun } from './reference.ts'
import { groupByVariant, type Job, type Variant, variantCompiler, Variants } from './variants.ts'

export interface ReplayOptions {
  /** The project's folder. */
  root: string
  /** Only these; none means all. */
  functions?: string[]
  /** The folder of the fixtures, from `root`; `fixtures` when left out. */
  fixturesDir?: string
  /** Told after each fixture. */
  onProgress?: (done: number, total: number) => void
  /** Whether a fixture is run again only when it, or the code that it runs, is another than in the run before. */
  remembers?: boolean
}

export interface FixtureReport {
  file: string
  function: string
  passed: boolean
  /** What the compiled function came to. */
  outcome: OutcomeKind
  /** Of a batch only. */
  statuses?: BatchStatus[]
  /** One text each, of up to three lines. */
  problems: string[]
  /** What the host thinks a developer should know; it fails no fixture. */
  warnings: string[]
  /** What the compiled function sent. */
  requests: RecordedRequest[]
  /** The row of the table of differences that the fixture names. */
  differs?: DifferenceId
}

export interface ReplayReport {
  passed: number
  failed: number
  fixtures: (FixtureReport | SourceReport)[]
  /** One entry per function, whether it has fixtures or not. */
  coverage: Coverage[]
  /** What fixtures have yet to show of the functions, a sentence each. */
  demands: string[]
}

/**
 * Builds the functions to dist/, then replays their fixtures.
 *
 * @throws UserError for a function, fixture, definition or config that cannot be used; a fixture that fails is in the
 *   report instead
 */
export async function replayFixtures(options: ReplayOptions): Promise<ReplayReport> {
  const replayer = new Replayer(options)
  try {
    return await replayer.run()
  } finally {
    await replayer.close()
  }
}

/** Replays again and again: everything is read and compiled anew each time, the threads stay. */
export class Replayer {
  readonly #options: ReplayOptions
  readonly #lanes = new Lanes()
  /** Of the run before, by what each fixture ran with. */
  #known = new Map<string | undefined, Run>()

  constructor(options: ReplayOptions) {
    this.#options = options
  }

  /** @throws as {@link replayFixtures} does */
  async run(): Promise<ReplayReport> {
    return (await this.runWith()).report
  }

  /**
   * @param drafts - what fixtures would say, by their names: only these are replayed, whether they are written yet or not
   * @returns also what came of each fixture
   * @throws as {@link replayFixtures} does
   */
  async runWith(drafts?: Map<string, string>): Promise<{ report: ReplayReport; runs: FixtureRun[] }> {
    const { root, functions, fixturesDir = 'fixtures', onProgress } = this.#options
    this.#lanes.start()
    const config = await loadConfig(root)
    const names = selectFunctions(config, functions)
    const all = await readFixtures(root, resolve(root, fixturesDir), config, names, drafts)
    const fixtures = all.filter((fixture) => 'events' in fixture)
    const destinations = names.filter((name) => name in config.functions)
    const built = await buildFunctions({ root, names })

    const variants = new Variants(
      groupByVariant(destinations, fixtures),
      variantCompiler(root, config, built)
    )
    const opened = new Map<Fixture, Promise<Result>>()
    const ended = new Set<Fixture>()
    /** Lets an engine add to the run of a fixture what it does with it. */
    const add =
      <Engine>(work: (engine: Engine, result: Result, fixture: Fixture) => Promise<void>) =>
      async (engine: Engine, { fixture, group }: Job): Promise<void> => {
        const opening = opened.get(fixture) ?? this.#open(variants.take(group), fixture)
        opened.set(fixture, opening)
        const result = await opening
        await work(engine, result, fixture)
        const { invocation, reference } = result.run
        if (invocation && reference) onProgress?.(ended.add(fixture).size, all.length)
      }
    const [ofSources] = await Promise.all([
      replaySources(built, all),
      this.#lanes.run(variants.jobs, {
        host: add(async (host, { variant, run }, fixture) => {
          run.invocation ??= await runCompiled(host, variant, fixture)
        }),
        reference: add(async (reference, { variant, run }, fixture) => {
          run.reference ??= await runDefinition(reference, variant, fixture)
        })
      })
    ])
    const results = new Map<Fixture, Result>()
    for (const [fixture, opening] of opened) results.set(fixture, await opening)
    this.#known = new Map([...results.values()].map(({ key, run }) => [key, run]))
    const plain = await Promise.all(destinations.map((name) => variants.plain(name)))
    if (results.size < all.length) onProgress?.(all.length, all.length)
    return {
      report: report(fixtures, results, plain, ofSources),
      runs: [
        ...fixtures.map((fixture) => ({ fixture, invocation: results.get(fixture)!.run.invocation! })),
        ...ofSources
      ]
    }
  }

  close(): Promise<void> {
    return this.#lanes.close()
  }

  async #open(taking: Promise<Variant>, fixture: Fixture): Promise<Result> {
    const variant = await taking
    if (!this.#options.remembers) return { variant, key: undefined, run: {} }
    const key = (await variant.codeOf(fixture)) + JSON.stringify(fixture)
    return { variant, key, run: this.#known.get(key) ?? {} }
  }
}

/** A fixture, and what the compiled function did. */
export type FixtureRun =
  { fixture: Fixture; invocation: Invocation } | { fixture: SourceFixture; invocation: SourceInvocation }

/** What the engines did with a fixture, as far as they are. */
interface Run {
  invocation?: Invocation
  reference?: ReferenceRun
}

interface Result {
  variant: Variant
  /** All that a fixture's run depends on, where that is remembered. */
  key: string | undefined
  run: Run
}

function runCompiled(host: Host, { fn, compiled }: Variant, fixture: Fixture): Promise<Invocation> {
  const { events, batch, settings, exchanges } = fixture
  const code = { fresh: true, code: compiled.code, file: `dist/${fn.name}/function.js` }
  return host.invoke(batch ? events : events[0], settings, { kind: 'exchanges', exchanges }, code)
}

const runDefinition = (
  reference: IsolatedReference,
  { fn, compiled, definition }: Variant,
  fixture: Fixture
): Promise<ReferenceRun> => reference.run(fn, definition, compiled.handlers, fixture)

/** In the order of the fixtures, whichever ended first; sources after destinations. */
function report(
  fixtures: Fixture[],
  results: Map<Fixture, Result>,
  plain: Variant[],
  ofSources: SourceResult[]
): ReplayReport {
  const counters = new Map(
    plain.map(({ fn, compiled }) => [fn.name, new CoverageCounter(fn, compiled.handlers)])
  )
  const ofDestinations = fixtures.map((fixture) => {
    const { variant, run } = results.get(fixture)!
    const invocation = run.invocation!
    counters.get(fixture.function)!.add(variant.fn, fixture, invocation)
    return reportOf(fixture, invocation, judge(fixture, invocation, run.reference!))
  })
  const reports = [...ofDestinations, ...ofSources.map((result) => result.report)]
  const coverage = plain.map(({ fn }) => counters.get(fn.name)!.report())
  const failed = reports.filter(({ passed }) => !passed).length
  return {
    passed: reports.length - failed,
    failed,
    fixtures: reports,
    coverage,
    demands: plain.flatMap(({ fn }, index) => unmetDemands(fn, coverage[index]!))
  }
}

/**
 * Reads the fixtures of the functions asked for. Files in the folder of another function are not even opened, so that
 * one can be worked on while another is broken.
 */
async function readFixtures(
  root: string,
  folder: string,
  config: Config,
  names: string[],
  drafts: Map<string, string> | undefined
): Promise<(Fixture | SourceFixture)[]> {
  const known = selectFunctions(config)
  const others = known.filter((name) => !names.includes(name)).map((name) => join(folder, name) + sep)
  const found = drafts
    ? [...drafts.keys()].map((name) => resolve(root, name))
    : await findFixtures(root, folder)
  const paths = found.filter((path) => !others.some((other) => path.startsWith(other)))
  const fixtures = await Promise.all(
    paths.map((path) => readAnyFixture({ root, fixtures: folder }, path, drafts?.get(shownPath(root, path))))
  )
  for (const fixture of fixtures) {
    const { file, function: name } = fixture
    if (!known.includes(name))
      throw new UserError(
        'fixture',
        `${file} is for the function "${name}", which segment.config.json does not have.`,
        suggestion(name, known)
      )
    if ('request' in fixture !== name in config.sources)
      throw new UserError(
        'fixture',
        `${file} is for ${name}, which is a ${name in config.sources ? 'source' : 'destination'}, but has ${'request' in fixture ? 'a "request"' : 'no "request"'}.`,
        'The fixtures of a source have "request" and "sends", those of a destination "event" and "exchanges".'
      )
  }
  const wanted = fixtures.filter(({ function: name }) => names.includes(name))
  if (wanted.length > 0) return wanted
  throw new UserError(
    'file',
    `There are no fixtures for ${names.join(', ')} in ${shownPath(root, folder)}.`,
    `Write one: ${shownPath(root, join(folder, names[0] ?? '<function>', 'first.json'))}.`
  )
}

function reportOf(fixture: Fixture, invocation: Invocation, problems: string[]): FixtureReport {
  return {
    file: fixture.file,
    function: fixture.function,
    passed: problems.length === 0,
    outcome: invocation.outcome,
    ...(invocation.statuses && { statuses: invocation.statuses }),
    problems,
    warnings: invocation.warnings,
    requests: invocation.requests,
    ...(fixture.differs && { differs: fixture.differs })
  }
}
