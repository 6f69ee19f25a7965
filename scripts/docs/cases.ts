/**
 * The fixtures of a function, each with the presets that take its event: the evidence for what a README says of requests
 * and outcomes. Nothing is run; that fixtures hold is for `npm run replay` to show.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { destinationSubscriptions } from '../shared/actions-core.ts'
import { resolveFunction } from '../compile/index.ts'
import type { ResolvedFunction, Subscription } from '../compile/types.ts'
import type { Config } from '../input/config.ts'
import { findFixtures } from '../replay/find.ts'
import { type Fixture, readAnyFixture } from '../replay/fixture.ts'
import type { SourceFixture } from '../replay/source-fixture.ts'
import { groupByVariant } from '../replay/variants.ts'

export interface Case {
  fixture: Fixture
  /** The function with the presets of the fixture. */
  fn: ResolvedFunction
  /** The subscriptions that take an event of the fixture. */
  takenBy: Subscription[]
}

/**
 * @param root - the project's folder
 * @returns the function as segment.config.json has it, and its fixtures in the order of their names
 * @throws UserError for a definition, config or fixture that cannot be used
 */
export async function readCases(
  root: string,
  config: Config,
  name: string
): Promise<{ fn: ResolvedFunction; cases: Case[] }> {
  const entry = config.functions[name]!
  const cases: Case[] = []
  const events = (await readFixtures(root, name)).filter((fixture) => 'events' in fixture)
  for (const { presets, fixtures } of groupByVariant([name], events)) {
    const fn = await resolveFunction(root, name, presets ? { ...entry, presets } : entry)
    cases.push(...fixtures.map((fixture) => ({ fixture, fn, takenBy: subscriptionsOf(fn, fixture) })))
  }
  return {
    fn: await resolveFunction(root, name, entry),
    cases: cases.sort((one, other) => (one.fixture.file < other.fixture.file ? -1 : 1))
  }
}

/** @returns the fixtures in the folder of a function, in the order of their names; none without the folder */
export async function readFixtures(root: string, name: string): Promise<(Fixture | SourceFixture)[]> {
  const folder = path.join(root, 'fixtures', name)
  if (!existsSync(folder)) return []
  const files = await findFixtures(root, folder)
  return Promise.all(
    files.map((file) => readAnyFixture({ root, fixtures: path.join(root, 'fixtures') }, file))
  )
}

function subscriptionsOf(fn: ResolvedFunction, { events }: Fixture): Subscription[] {
  return fn.subscriptions.filter(({ subscribe }) => {
    const condition = destinationSubscriptions.parseFql(subscribe)
    return events.some((event) => destinationSubscriptions.validate(condition, event))
  })
}
