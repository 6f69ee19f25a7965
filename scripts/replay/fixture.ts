/**
 * A fixture: what a function gets, what it must send, how the vendor answers, and what comes of it.
 *
 * The reader is strict. A mistyped key that is silently passed over is an expectation that never fails.
 */
import { basename, join, relative, resolve, sep } from 'node:path'
import type { Exchange } from '../host/exchange.ts'
import type { OutcomeKind } from '../host/types.ts'
import type { PresetConfig } from '../input/config.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { UserError } from '../shared/errors.ts'
import { checkEvent } from '../input/event.ts'
import { readExchanges } from '../input/exchanges.ts'
import { locateJson, readLocatedJson, shownPath } from '../input/located-json.ts'
import * as shape from '../input/shape.ts'
import { member, type Part } from '../input/shape.ts'
import { differenceId, type DifferenceId } from './differences.ts'
import { isSourceFixture, readSourceFixture, type SourceFixture } from './source-fixture.ts'

export interface Expectation {
  outcome?: OutcomeKind
  /** The class of the error. */
  error?: string
  /** Text that the error's message contains. */
  message?: string
  /** Of a batch: one status per event. */
  statuses?: number[]
}

export interface Fixture {
  /** As people see it: relative to the project. */
  file: string
  function: string
  description?: string
  settings: Record<string, unknown>
  /** One event, unless `batch`. */
  events: SegmentEvent[]
  /** Whether the events go to `onBatch` in one call. */
  batch: boolean
  exchanges: Exchange[]
  /** Instead of the function's presets in segment.config.json; the compiler checks them. */
  presets?: Record<string, PresetConfig>
  /** Why the function does something else than actions-core here. */
  differs?: DifferenceId
  expect: Expectation
}

const keys = [
  'description',
  'function',
  'settings',
  'event',
  'events',
  'presets',
  'exchanges',
  'differs',
  'expect'
] as const
const outcomes = ['delivered', 'discarded', 'retried'] as const satisfies readonly OutcomeKind[]

/** Absolute paths: the project, and the folder of the fixtures that are read. */
export interface FixtureFolders {
  root: string
  fixtures: string
}

/**
 * @param folders - where the project and the fixtures are
 * @param path - the fixture's absolute path
 * @throws UserError naming file, line, column and key of the first mistake
 */
export async function readFixture(folders: FixtureFolders, path: string): Promise<Fixture> {
  return eventFixture(folders, path, await readWhole(folders, path))
}

/**
 * Reads a fixture of a destination or of a source; only the latter has a "request".
 *
 * @param text - what the file would hold; left out, what it holds
 * @throws as {@link readFixture} does
 */
export async function readAnyFixture(
  folders: FixtureFolders,
  path: string,
  text?: string
): Promise<Fixture | SourceFixture> {
  const file =
    text === undefined
      ? await readWhole(folders, path)
      : shape.whole(locateJson(text, shownPath(folders.root, path), 'fixture'))
  return isSourceFixture(file)
    ? readSourceFixture(file, shownPath(folders.root, path), folderName(folders, path))
    : eventFixture(folders, path, file)
}

const readWhole = async ({ root }: FixtureFolders, path: string): Promise<Part> =>
  shape.whole(await readLocatedJson(path, shownPath(root, path), 'fixture'))

async function eventFixture(folders: FixtureFolders, path: string, file: Part): Promise<Fixture> {
  const name = shownPath(folders.root, path)
  const fixture = shape.objectWith(file, keys)
  if ((fixture.event === undefined) === (fixture.events === undefined))
    throw shape.wrong(
      file,
      `has ${fixture.event === undefined ? 'neither "event" nor' : 'both "event" and'} "events"`,
      'Write "event": {…} for a single call, "events": […] for a batch.'
    )
  const batch = fixture.events !== undefined
  const events = batch ? shape.list(member(file, 'events')) : [member(file, 'event')]
  if (events.length === 0)
    throw shape.wrong(member(file, 'events'), 'is empty', 'Put at least one event into the batch.')
  if (fixture.exchanges === undefined)
    throw shape.wrong(file, 'has no "exchanges"', 'Add "exchanges": [] when nothing may be sent.')
  return {
    file: name,
    function:
      fixture.function === undefined ? folderName(folders, path) : shape.text(member(file, 'function')),
    ...(fixture.description !== undefined && { description: shape.text(member(file, 'description')) }),
    settings: fixture.settings === undefined ? {} : shape.anyObject(member(file, 'settings')),
    events: await Promise.all(events.map((event) => readEvent(event, folders))),
    batch,
    exchanges: readExchanges(member(file, 'exchanges')),
    ...(fixture.presets !== undefined && { presets: readPresets(member(file, 'presets')) }),
    ...(fixture.differs !== undefined && { differs: differenceId(member(file, 'differs')) }),
    expect: readExpectation(member(file, 'expect'), events.length, batch)
  }
}

/** The folder just below that of the fixtures; a fixture that lies there directly belongs to that folder's name. */
function folderName({ fixtures }: FixtureFolders, path: string): string {
  const [first, ...below] = relative(fixtures, path).split(sep)
  return below.length > 0 ? first! : basename(fixtures)
}

/** Names of presets and fields are the compiler's to check; here is only the shape that segment.config.json asks for. */
function readPresets(part: Part): Record<string, PresetConfig> {
  const names = Object.keys(shape.anyObject(part))
  return Object.fromEntries(
    names.map((name) => {
      const preset = member(part, name)
      if (preset.value === true) return [name, true]
      const { subscribe, mapping } = shape.objectWith(preset, ['subscribe', 'mapping'])
      if (subscribe !== undefined) shape.text(member(preset, 'subscribe'))
      if (mapping !== undefined) shape.anyObject(member(preset, 'mapping'))
      return [name, preset.value as PresetConfig]
    })
  )
}

/** An event is written out or, as a text, names a recorded one: `"events/browser-signup.json"`. */
async function readEvent(part: Part, { root, fixtures }: FixtureFolders): Promise<SegmentEvent> {
  const place = () => `${part.file.at(part.path)}: ${shape.partName(part)}`
  if (typeof part.value !== 'string') return checkEvent(part.value, place, 'fixture')
  const folders = [...new Set([fixtures, join(root, 'fixtures')])]
  for (const folder of folders) {
    const path = resolve(folder, part.value)
    if (!path.startsWith(folder + sep)) continue
    const name = shownPath(root, path)
    try {
      return checkEvent((await readLocatedJson(path, name, 'fixture')).value, () => name, 'fixture')
    } catch (error) {
      if (!(error instanceof UserError && error.code === 'file')) throw error
    }
  }
  const searched = folders.map((folder) => shownPath(root, folder)).join(' and ')
  throw shape.wrong(
    part,
    `names "${part.value}", which does not exist`,
    `Recorded events are looked for below ${searched}, such as "events/browser-signup.json".`
  )
}

function readExpectation(part: Part, events: number, batch: boolean): Expectation {
  if (part.value === undefined)
    throw shape.wrong(part, 'is missing', 'Add "expect": {"outcome": "delivered"}, or another outcome.')
  const expect = shape.objectWith(part, ['outcome', 'error', 'message', 'statuses'])
  if (expect.outcome === undefined && !(batch && expect.statuses !== undefined))
    throw shape.wrong(
      part,
      'has no "outcome"',
      `Add ${batch ? '"statuses": [200, …] or ' : ''}"outcome": "delivered", "discarded" or "retried".`
    )
  if (!batch && expect.statuses !== undefined)
    throw shape.wrong(part, 'has "statuses", which only a batch has', 'Use "outcome", or "events": […].')
  return {
    ...(expect.outcome !== undefined && { outcome: shape.oneOf(member(part, 'outcome'), outcomes) }),
    ...(expect.error !== undefined && { error: shape.text(member(part, 'error')) }),
    ...(expect.message !== undefined && { message: shape.text(member(part, 'message')) }),
    ...(expect.statuses !== undefined && { statuses: readStatuses(member(part, 'statuses'), events) })
  }
}

function readStatuses(part: Part, events: number): number[] {
  const statuses = shape.list(part).map((status) => shape.integer(status, 100, 599))
  if (statuses.length === events) return statuses
  throw shape.wrong(
    part,
    `has ${statuses.length} entries for ${events} events`,
    'Write one status per event, in their order.'
  )
}
