/**
 * Keeps an event as a fixture: what the function makes of it today, with sample values for secrets, and whether the fixture
 * replays.
 */
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ExpectedRequest, RecordedRequest, Reply } from '../host/exchange.ts'
import { createHost } from '../host/index.ts'
import { replayFixtures } from '../replay/index.ts'
import { isObject } from '../runtime/author/text.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { UserError } from '../shared/errors.ts'
import type { Entry } from './entries.ts'
import type { Session } from './session.ts'
import { networkOf, usualAnswer } from './vendor.ts'

export interface FixtureWish {
  /** A destination function; the first one whose presets took the event when left out. */
  function?: string | undefined
  /** Of the file, without `.json`; made of the event when left out. */
  name?: string | undefined
  /** Whether names, addresses and the like are replaced too. */
  replacePersonal?: boolean
}

export interface SavedFixture {
  /** From the project's folder. */
  file: string
  /** What `npm run replay` says of it. */
  passed: boolean
  problems: string[]
}

/** @throws UserError for a function that is not there, and a name that is no file name */
export async function saveFixture(session: Session, entry: Entry, wish: FixtureWish): Promise<SavedFixture> {
  const name = wish.function ?? entry.results.find(({ presets }) => presets.length > 0)?.function
  const unit = session.destinations().find((one) => one.name === name) ?? session.destinations()[0]
  if (!unit || (name !== undefined && unit.name !== name))
    throw new UserError('usage', `There is no destination "${name ?? ''}" to save a fixture of.`)
  if (wish.name !== undefined && !/^[a-z0-9][a-z0-9-]*$/.test(wish.name))
    throw new UserError(
      'usage',
      `"${wish.name}" is no name of a fixture.`,
      'Use small letters, digits and hyphens.'
    )
  const shown = session.shownEvent(entry.event)
  const event = wish.replacePersonal ? (withoutPersonal(shown) as SegmentEvent) : shown
  const { fn, code } = unit.build
  const settings = session.settings.ofFixture(fn)
  // What really was answered is not kept, so a live vendor is taken to have said yes.
  const vendor = unit.vendor.kind === 'live' ? usualAnswer : unit.vendor
  const host = await createHost({ code, file: `dist/${fn.name}/function.js` })
  const invocation = await host
    .invoke(event, settings, networkOf({ ...vendor, delayMs: 0 }))
    .finally(() => host.close())
  const fixture = {
    description: describe(event, invocation.outcome),
    settings,
    event,
    exchanges: invocation.requests.map((request) => ({
      request: expected(request),
      ...(vendor.fault ? { fault: vendor.fault } : { reply: vendor.reply as Reply })
    })),
    expect: {
      outcome: invocation.outcome,
      ...(invocation.error && { error: invocation.error.name })
    }
  }
  const text = `${JSON.stringify(fixture, null, 2)}\n`
  const file = await freeName(session.root, `fixtures/${fn.name}`, wish.name ?? `kept-${slug(event)}`)
  await mkdir(path.dirname(path.join(session.root, file)), { recursive: true })
  await writeFile(path.join(session.root, file), text, { flag: 'wx' })
  return { file, ...(await replayAlone(session.root, fn.name, path.basename(file), text)) }
}

/** Replayed in a folder of its own: the other fixtures are not asked. */
async function replayAlone(
  root: string,
  name: string,
  file: string,
  text: string
): Promise<Pick<SavedFixture, 'passed' | 'problems'>> {
  const folder = path.join('.dev', `fixtures-${process.pid}-${Date.now()}`)
  try {
    await mkdir(path.join(root, folder, name), { recursive: true })
    await writeFile(path.join(root, folder, name, file), text)
    const { fixtures } = await replayFixtures({ root, functions: [name], fixturesDir: folder })
    return {
      passed: fixtures.every(({ passed }) => passed),
      problems: fixtures.flatMap(({ problems }) => problems)
    }
  } finally {
    await rm(path.join(root, folder), { recursive: true, force: true })
  }
}

const describe = (event: SegmentEvent, outcome: string): string =>
  `${titleOf(event)}, as it came to \`npm run dev\`: ${outcome}`

const titleOf = ({ type, event, name }: SegmentEvent): string => {
  const title = type === 'track' ? event : name
  return typeof title === 'string' && title !== '' ? `${type} "${title}"` : type
}

const slug = (event: SegmentEvent): string =>
  titleOf(event)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)

async function freeName(root: string, folder: string, name: string): Promise<string> {
  for (let count = 1; ; count++) {
    const file = `${folder}/${count === 1 ? name : `${name}-${count}`}.json`
    try {
      await access(path.join(root, file))
    } catch {
      return file
    }
  }
}

/** Set by the library or by the body, the same for every request. */
const usualHeaders = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'host',
  'user-agent'
])

function expected({ method, url, headers, body }: RecordedRequest): ExpectedRequest {
  const own = Object.entries(headers).filter(([name]) => !usualHeaders.has(name))
  return {
    method,
    url,
    ...(own.length > 0 && { headers: Object.fromEntries(own) }),
    ...bodyOf(body, headers['content-type'] ?? '')
  }
}

function bodyOf(body: string | undefined, type: string): Pick<ExpectedRequest, 'json' | 'form' | 'text'> {
  if (body === undefined) return {}
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { form: Object.fromEntries(new URLSearchParams(body)) }
  try {
    return { json: JSON.parse(body) as unknown }
  } catch {
    return { text: body }
  }
}

/** By the names that Segment's Spec has for traits, and for where somebody is. */
const personal: [name: RegExp, sample: string][] = [
  [/^e?mail$/i, 'jane.doe@example.com'],
  [/^first_?name$/i, 'Jane'],
  [/^last_?name$/i, 'Doe'],
  [/^phone$/i, '+15555550123'],
  [/^(ip|user_?ip)$/i, '203.0.113.42'],
  [/^(street|city|state|postal_?code|birthday)$/i, 'Example'],
  [/^(username|nick_?name)$/i, 'jane'],
  [/^user_?id$/i, 'user_0001'],
  [/^anonymous_?id$/i, 'db90dc81-38ce-4282-b002-51a02e889511'],
  [/^avatar$/i, 'https://www.example.com/avatar.png']
]

/** @param within - the name of the member that holds the value: a `name` among traits is a person's, elsewhere a page's */
function withoutPersonal(value: unknown, within = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutPersonal(one, within))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      const sample =
        name === 'name' && within === 'traits'
          ? 'Jane Doe'
          : personal.find(([pattern]) => pattern.test(name))?.[1]
      return [name, typeof one === 'string' && sample !== undefined ? sample : withoutPersonal(one, name)]
    })
  )
}
