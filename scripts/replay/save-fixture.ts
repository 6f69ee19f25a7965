/**
 * Keeps what a function was just seen to do as a fixture: the input, the requests with the answers they got, and what came
 * of it. No secret is kept: an obviously fake value stands for each, wherever it was sent.
 */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { FunctionSetting, ResolvedFunction } from '../compile/types.ts'
import type { Exchange, RecordedRequest } from '../host/exchange.ts'
import { compareRequest } from '../host/match.ts'
import type { Invocation, SourceInvocation } from '../host/types.ts'
import type { Webhook } from '../input/request.ts'
import { sampleSettings } from '../input/settings.ts'
import { isObject } from '../runtime/author/text.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { UserError } from '../shared/errors.ts'
import { layOut } from './edit-fixture.ts'
import { expectedRequest } from './expected-request.ts'

/** What was seen of a function. */
export type Seen = {
  /** The function, of a destination or a source. */
  fn: Pick<ResolvedFunction, 'name' | 'settings' | 'settingSpecs'>
  /** By name, as the function got them. */
  settings: Record<string, unknown>
  /** Whether the secret ones are fake already: made up, or those of another fixture. */
  areFake?: boolean
  /** What the requests were answered from; left out, each got 200 `{}`. */
  exchanges?: Exchange[] | undefined
  /** What the fixture shows; left out, what happened. */
  description?: string | undefined
} & (
  | { /** A list is a batch. */ event: SegmentEvent | SegmentEvent[]; invocation: Invocation }
  | { webhook: Webhook; invocation: SourceInvocation }
)

/** A fixture in the format of its file, and the function it is for. */
export interface KeptFixture {
  function: string
  content: Record<string, unknown>
}

/** @throws UserError when a request got no answer that a fixture could give again */
export function fixtureOf(seen: Seen): KeptFixture {
  const { fn, settings, invocation, description } = seen
  const fake = seen.areFake ? (value: unknown) => value : faker(fn, settings)
  const exchanges = exchangesOf(seen)
  const input = 'webhook' in seen ? { request: requestOf(seen.webhook) } : inputOf(seen.event)
  const result =
    'webhook' in seen
      ? { sends: seen.invocation.sends, ...(exchanges.length > 0 && { exchanges }) }
      : { exchanges }
  const content = {
    description: description ?? describe(seen),
    settings,
    ...input,
    ...result,
    expect: expectationOf(invocation)
  }
  return { function: fn.name, content: fake(content) as Record<string, unknown> }
}

/**
 * @param root - the project's folder
 * @param name - the fixture's, without folder and ending: `first-order`
 * @returns the path of the file, from `root`
 * @throws UserError for a name that is none, or is taken: nothing is overwritten
 */
export async function saveFixture(root: string, name: string, fixture: KeptFixture): Promise<string> {
  const file = fixtureFile(root, fixture.function, name)
  const target = path.join(root, file)
  await mkdir(path.dirname(target), { recursive: true })
  // `wx`: another process may have written it meanwhile.
  await writeFile(target, await fixtureText(target, fixture), { flag: 'wx' })
  return file
}

/** The text of the file, as {@link saveFixture} writes it. */
export const fixtureText = (target: string, { content }: KeptFixture): Promise<string> =>
  layOut(JSON.stringify(content, null, 2), target)

/** @throws as {@link saveFixture} does */
export function fixtureFile(root: string, functionName: string, name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name))
    throw new UserError(
      'usage',
      `"${name}" is no name of a fixture.`,
      'Use letters, digits and hyphens, without folder and ending: first-order.'
    )
  const file = `fixtures/${functionName}/${name}.json`
  if (existsSync(path.join(root, file)))
    throw new UserError('usage', `${file} exists already.`, 'Choose another name, or remove the file.')
  return file
}

const inputOf = (event: SegmentEvent | SegmentEvent[]): Record<string, unknown> =>
  Array.isArray(event) ? { events: event } : { event }

/** A body of JSON is written as such where that says the same text, as a signature may be over it. */
function requestOf({ headers, query, text }: Webhook): Record<string, unknown> {
  const json = parse(text)
  const isJson = isObject(json) && JSON.stringify(json) === text
  const shown = Object.entries(headers).filter(
    ([name, value]) => !(isJson && name.toLowerCase() === 'content-type' && value === 'application/json')
  )
  return {
    ...(shown.length > 0 && { headers: Object.fromEntries(shown) }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(isJson ? { json } : { text })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Each request with the answer that it got. */
function exchangesOf({ invocation, exchanges }: Seen): Exchange[] {
  if (!exchanges) {
    const reply = { status: 200, json: {} }
    return invocation.requests.map((sent) => ({ request: expectedRequest(sent), reply }))
  }
  const left = [...exchanges]
  return invocation.requests.map((sent) => {
    const index = left.findIndex(({ request }) => compareRequest(sent, request).length === 0)
    if (index < 0) throw unanswered(sent)
    const [exchange] = left.splice(index, 1)
    return { ...exchange!, request: expectedRequest(sent) }
  })
}

const unanswered = ({ method, url }: RecordedRequest): UserError =>
  new UserError(
    'event',
    `No exchange expects ${method} ${url}, so there is no answer to keep.`,
    'Add the exchange to the file of --exchanges.'
  )

function expectationOf(invocation: Invocation | SourceInvocation): Record<string, unknown> {
  const { outcome, error } = invocation
  const statuses = 'statuses' in invocation ? invocation.statuses : undefined
  if (statuses) return { statuses: statuses.map(({ status }) => status) }
  return { outcome, ...(error && { error: error.name, message: error.message }) }
}

function describe(seen: Seen): string {
  const { outcome } = seen.invocation
  if ('webhook' in seen) return `A request that is ${outcome}, as it was seen`
  if (Array.isArray(seen.event)) return `A batch of ${seen.event.length} events, as it was seen`
  const { type, event } = seen.event
  return `${type}${typeof event === 'string' ? ` "${event}"` : ''} is ${outcome}, as it was seen`
}

/** @returns puts fake values for secrets into all texts of a value, in each form in which they may have been sent */
function faker(
  { settings: known, ...fn }: Seen['fn'],
  settings: Record<string, unknown>
): (value: unknown) => unknown {
  const samples = sampleSettings({ settings: known, ...fn })
  const pairs = known
    .filter(({ sensitive }) => sensitive)
    .flatMap((setting) => fakesOf(setting, settings[setting.name], samples[setting.name]))
    // Longest first: a short secret may be part of a longer one.
    .sort((one, other) => other.secret.length - one.secret.length)
  const replaced = (text: string): string =>
    pairs.reduce((before, { secret, fake }) => {
      const fakes = formsOf(fake)
      return formsOf(secret).reduce((now, form, index) => now.replaceAll(form, () => fakes[index]!), before)
    }, text)
  const inBasic = (text: string): string =>
    text.replace(/^Basic ([A-Za-z0-9+/=]+)$/, (whole, encoded: string) => {
      const decoded = Buffer.from(encoded, 'base64').toString('utf8')
      const after = replaced(decoded)
      return after === decoded ? whole : `Basic ${Buffer.from(after).toString('base64')}`
    })
  const inside = (value: unknown): unknown => {
    if (typeof value === 'string') return replaced(inBasic(value))
    if (Array.isArray(value)) return value.map(inside)
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [replaced(key), inside(one)]))
  }
  return inside
}

interface Pair {
  secret: string
  fake: string
}

/** A secret may be a text, a list or a map of texts; blanks around it are not sent. */
function fakesOf({ name }: FunctionSetting, value: unknown, sample: unknown): Pair[] {
  const secrets = (isObject(value) || Array.isArray(value) ? Object.values(value) : [value])
    .filter((text) => typeof text === 'string')
    .map((text) => text.trim())
    .filter(Boolean)
  return secrets.map((secret, index) => {
    const first = typeof sample === 'string' ? sample : `example_${name}`
    return { secret, fake: index === 0 ? first : `${first}_${index + 1}` }
  })
}

const formsOf = (text: string): string[] => [
  text,
  encodeURIComponent(text),
  new URLSearchParams({ '': text }).toString().slice(1),
  JSON.stringify(text).slice(1, -1)
]
