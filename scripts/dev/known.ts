/**
 * What the fixtures of a function know of it: settings that work, how its vendor answers, and events that it takes. With
 * them `dev` has something to show before anybody has typed a key.
 */
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Reply } from '../host/exchange.ts'
import type { Webhook } from '../input/request.ts'
import { findFixtures } from '../replay/find.ts'
import { readAnyFixture } from '../replay/fixture.ts'
import type { Fixture } from '../replay/fixture.ts'
import type { SourceFixture } from '../replay/source-fixture.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'

export interface Known {
  /** Those of most fixtures that end well; obviously fake, as all of a fixture is. */
  settings: Record<string, unknown>
  /** One of each status, and the fixture that shows it. */
  answers: { reply: Reply; fixture: string }[]
  /** With these settings, in the order of the files. */
  events: SegmentEvent[]
  /** The same of a source. */
  webhooks: Webhook[]
}

type AnyFixture = Fixture | SourceFixture

export const nothingKnown: Known = { settings: {}, answers: [], events: [], webhooks: [] }

/**
 * @param root - the project's folder
 * @returns by function; a fixture with a mistake is passed over, as it is for `replay` to tell
 */
export async function readKnown(root: string): Promise<Map<string, Known>> {
  const folders = { root, fixtures: path.join(root, 'fixtures') }
  const files = await findFixtures(root, folders.fixtures).catch(() => [])
  const read = await Promise.all(files.map((file) => readAnyFixture(folders, file).catch(() => undefined)))
  const byFunction = new Map<string, AnyFixture[]>()
  for (const fixture of read) {
    if (!fixture) continue
    const others = byFunction.get(fixture.function)
    if (others) others.push(fixture)
    else byFunction.set(fixture.function, [fixture])
  }
  return new Map([...byFunction].map(([name, fixtures]) => [name, knownOf(fixtures)]))
}

function knownOf(fixtures: AnyFixture[]): Known {
  const usual = fixtures.filter(endsWell)
  const settings = mostFrequent(usual.map((fixture) => fixture.settings)) ?? {}
  const fitting = usual.filter((fixture) => isDeepStrictEqual(fixture.settings, settings))
  return {
    settings,
    answers: answersOf(fixtures),
    events: fitting.flatMap((fixture) => ('events' in fixture && !fixture.batch ? fixture.events : [])),
    webhooks: fitting.flatMap((fixture) => ('request' in fixture ? [fixture.request] : []))
  }
}

function endsWell(fixture: AnyFixture): boolean {
  if ('request' in fixture) return fixture.expect.outcome === 'accepted' && fixture.sends.length > 0
  return fixture.expect.outcome === 'delivered' && fixture.exchanges.length > 0
}

function mostFrequent(values: Record<string, unknown>[]): Record<string, unknown> | undefined {
  const counts = new Map<string, number>()
  for (const value of values) {
    const text = JSON.stringify(value)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one)
  return most && (JSON.parse(most[0]) as Record<string, unknown>)
}

function answersOf(fixtures: AnyFixture[]): Known['answers'] {
  const answers = new Map<number, Known['answers'][number]>()
  for (const { exchanges, file } of fixtures)
    for (const exchange of exchanges) {
      if (!('reply' in exchange)) continue
      const { reply } = exchange
      if (!answers.has(reply.status))
        answers.set(reply.status, { reply, fixture: path.basename(file, '.json') })
    }
  return [...answers.values()].sort((one, other) => one.reply.status - other.reply.status)
}
