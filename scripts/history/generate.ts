/**
 * Past events that nobody had: as a web shop's archive has them, of some 1.5 KB each, the same for the same seed. They are
 * what the speed of `compare` is measured on, and what `npm run prove -- past-events` sends.
 */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { contextOf, doingOf, idOf, type Random } from './shop-visits.ts'

/** Of an archive; Segment's hold about as many. */
const eventsOfFile = 50_000

/** The day of the first event. */
const start = Date.UTC(2026, 2, 3)

/** Between two events: some 1.2 million a day. */
const msBetween = 72

/**
 * @param count - how many events
 * @param seed - the same seed gives the same events
 * @returns each as JSON, the oldest first
 */
export function* generateEvents(count: number, seed = 1): Generator<string> {
  const random = mulberry32(seed)
  for (let index = 0; index < count; index++) yield JSON.stringify(generateEvent(index, seed, random))
}

/**
 * Writes events as Segment archives them: `<folder>/segment-logs/shop/<day>/<number>.gz`, an event a line.
 *
 * @param folder - an absolute path
 */
export async function writeArchive(folder: string, count: number, seed = 1): Promise<void> {
  const events = generateEvents(count, seed)
  for (let file = 0; file * eventsOfFile < count; file++) {
    const day = path.join(folder, 'segment-logs', 'shop', dayOf(start + file * eventsOfFile * msBetween))
    await mkdir(day, { recursive: true })
    const lines = function* (): Generator<string> {
      const last = Math.min(count, (file + 1) * eventsOfFile)
      for (let index = file * eventsOfFile; index < last; index++) yield `${events.next().value as string}\n`
    }
    await pipeline(
      Readable.from(chunksOf(lines())),
      createGzip({ level: 1 }),
      createWriteStream(path.join(day, `${file + 1}.gz`))
    )
  }
}

const dayOf = (time: number): string => String(time - (time % 86_400_000))

/** A stream of short texts takes longer than to make them. */
function* chunksOf(lines: Iterable<string>): Generator<Buffer> {
  let chunk: string[] = []
  for (const line of lines)
    if (chunk.push(line) === 500) {
      yield Buffer.from(chunk.join(''))
      chunk = []
    }
  if (chunk.length > 0) yield Buffer.from(chunk.join(''))
}

function generateEvent(index: number, seed: number, random: Random): object {
  const user = Math.floor(random() * 200_000)
  const at = start + index * msBetween
  const visit = { index, at, user: `user_${user}`, random }
  const time = (ms: number): string => new Date(at + ms).toISOString()
  return {
    anonymousId: idOf(`${seed} visitor ${user}`),
    channel: 'client',
    context: contextOf(visit),
    integrations: {},
    messageId: `ajs-next-${at}-${idOf(`${seed} event ${index}`)}`,
    originalTimestamp: time(0),
    projectId: 'P0OJ3CTID1',
    receivedAt: time(640),
    sentAt: time(120),
    timestamp: time(520),
    userId: visit.user,
    version: 2,
    ...doingOf(visit)
  }
}

/** A small generator of random numbers that gives the same ones everywhere (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
function mulberry32(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
