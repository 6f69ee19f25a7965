/**
 * Replays fixtures: each goes through the compiled function in the host and through the definition in actions-core, and
 * both are judged by what the fixture expects.
 */
import { join, resolve, sep } from 'node:path'
import { buildFunctions } from '../compile/index.ts'
import type { CompiledFunction, ResolvedFunction } from '../compile/types.ts'
import { type Config, loadConfig, selectFunctions } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import type { RecordedRequest } from '../host/exchange.ts'
import { createHost, type Host } from '../host/index.ts'
import type { BatchStatus, Invocation, OutcomeKind } from '../host/types.ts'
import { type Coverage, CoverageCounter } from './coverage.ts'
import type { DifferenceId } from './differences.ts'
import { findFixtures } from './find.ts'
import { type Fixture, readFixture } from './fixture.ts'
import { judge } from './judge.ts'
import { shownPath } from '../input/located-json.ts'
import { runReference } from './reference.ts'
import { compileVariant, groupByVariant, type VariantGroup } from './variants.ts'

export interface ReplayOptions {
  /** The project's folder. */
  root: string
  /** Only these; none means all. */
  functions?: string[]
  /** The folder of the fixtures, from `root`; `fixtures` when left out. */
  fixturesDir?: string
  /** Told after each fixture. */
  onProgress?: (done: number, total: number) => void
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
  fixtures: FixtureReport[]
  /** One entry per function, whether it has fixtures or not. */
  coverage: Coverage[]
}

/**
 * Builds the functions to dist/, then replays their fixtures.
 *
 * @throws UserError for a function, fixture, definition or config that cannot be used; a fixture that fails is in the
 *   report instead
 */
export async function replayFixtures(options: ReplayOptions): Promise<ReplayReport> {
  const { root, onProgress } = options
  const config = await loadConfig(root)
  const names = selectFunctions(config, options.functions)
  const fixtures = await readFixtures(root, resolve(root, options.fixturesDir ?? 'fixtures'), config, names)
  const built = await buildFunctions({ root, names })

  const counters = new Map<string, CoverageCounter>()
  const reports = new Map<Fixture, FixtureReport>()
  const start = (group: VariantGroup) => startVariant(root, config, built, group)
  for await (const { group, fn, handlers, host } of startEach(groupByVariant(names, fixtures), start)) {
    // The plain form of a function comes first: coverage is counted against it.
    if (!group.presets) counters.set(group.function, new CoverageCounter(fn, handlers))
    for (const fixture of group.fixtures) {
      // The host works in a thread of its own, so both engines run at the same time.
      const [invocation, reference] = await Promise.all([
        invoke(host, fixture),
        runReference(fn, handlers, fixture)
      ])
      counters.get(group.function)!.add(fn, fixture, invocation)
      reports.set(fixture, reportOf(fixture, invocation, judge(fixture, invocation, reference)))
      onProgress?.(reports.size, fixtures.length)
    }
  }
  const inOrder = fixtures.map((fixture) => reports.get(fixture)!)
  const failed = inOrder.filter(({ passed }) => !passed).length
  return {
    passed: inOrder.length - failed,
    failed,
    fixtures: inOrder,
    coverage: [...counters.values()].map((counter) => counter.report())
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
  names: string[]
): Promise<Fixture[]> {
  const known = Object.keys(config.functions)
  const others = known.filter((name) => !names.includes(name)).map((name) => join(folder, name) + sep)
  const paths = (await findFixtures(root, folder)).filter(
    (path) => !others.some((other) => path.startsWith(other))
  )
  const fixtures = await Promise.all(paths.map((path) => readFixture({ root, fixtures: folder }, path)))
  for (const { file, function: name } of fixtures)
    if (!known.includes(name))
      throw new UserError(
        'fixture',
        `${file} is for the function "${name}", which segment.config.json does not have.`,
        suggestion(name, known)
      )
  const wanted = fixtures.filter(({ function: name }) => names.includes(name))
  if (wanted.length > 0) return wanted
  throw new UserError(
    'file',
    `There are no fixtures for ${names.join(', ')} in ${shownPath(root, folder)}.`,
    `Write one: ${shownPath(root, join(folder, names[0] ?? '<function>', 'first.json'))}.`
  )
}

/** A form of a function, ready to be replayed. */
interface Started {
  group: VariantGroup
  fn: ResolvedFunction
  handlers: string[]
  host: Host
}

async function startVariant(
  root: string,
  config: Config,
  built: CompiledFunction[],
  group: VariantGroup
): Promise<Started> {
  const { fn, compiled } = await compileVariant(root, config, built, group)
  const host = await createHost({ code: compiled.code, file: `dist/${fn.name}/function.js` })
  return { group, fn, handlers: compiled.manifest.handlers, host }
}

/** To compile and to start a host is mostly waiting, so the next form starts while one is replayed. */
async function* startEach(
  groups: VariantGroup[],
  start: (group: VariantGroup) => Promise<Started>
): AsyncGenerator<Started> {
  let next: Promise<Started> | undefined
  try {
    for (const [index, group] of groups.entries()) {
      const started = await (next ?? start(group))
      const following = groups[index + 1]
      next = following && start(following)
      // What goes wrong is reported when its turn comes.
      next?.catch(() => undefined)
      try {
        yield started
      } finally {
        await started.host.close()
      }
    }
  } finally {
    await next?.then(
      ({ host }) => host.close(),
      () => undefined
    )
  }
}

function invoke(host: Host, { events, batch, settings, exchanges }: Fixture): Promise<Invocation> {
  return host.invoke(batch ? events : events[0], settings, { kind: 'exchanges', exchanges }, { fresh: true })
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
