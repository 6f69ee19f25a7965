/**
 * What a backfill has done, kept so that it can be stopped at any point, by kill -9 or a full disk too: a line is written
 * before an event is sent and another when it has ended, and a run goes on where the lines end.
 *
 *     s 12 events.ndjson
 *     d 12 events.ndjson
 *     w 14 events.ndjson
 *     x 13 events.ndjson ValidationError: Dub, Track a sale: …
 */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import path from 'node:path'
import { UserError } from '../../shared/errors.ts'

/**
 * How an event ended; `started` until then, and `waiting` when the vendor refused all of it, so that another try is as the
 * first.
 */
export type Fate = 'started' | 'waiting' | Ended
export type Ended = 'delivered' | 'discarded' | 'failed'

const codes: Record<Fate, string> = {
  started: 's',
  waiting: 'w',
  delivered: 'd',
  discarded: 'x',
  failed: 'f'
}
const fates = Object.keys(codes) as Fate[]

export const hasEnded = (fate: Fate | undefined): fate is Ended =>
  fate !== undefined && fate !== 'started' && fate !== 'waiting'

/** Where an event stands. */
export interface Place {
  file: string
  line: number
}

/** What a journal belongs to: another function, version or input would make its lines mean other events. */
export interface Identity {
  function: string
  /** Of the compiled function: `sha256:…`. */
  source: string
  files: { name: string; bytes: number }[]
}

export interface Journal {
  fateOf(place: Place): Fate | undefined
  /** @param detail - why, for discarded and failed */
  write(place: Place, fate: Fate, detail?: string): void
  /** How many events have ended, and how; `started` are those whose end nobody saw. */
  counts(): Record<Fate, number>
  close(): void
}

/**
 * @param folder - `.backfill/<id>`; made when it does not exist
 * @param identity - what this run is about
 * @param force - take a journal of another version of the function
 * @throws {@link UserError} when the journal is about something else, or cannot be written
 */
export function openJournal(folder: string, identity: Identity, force = false): Journal {
  try {
    mkdirSync(folder, { recursive: true })
    checkIdentity(path.join(folder, 'run.json'), identity, force)
    const states = new States()
    const file = path.join(folder, 'journal')
    const handle = openSync(file, 'a+')
    // A line that a kill cut off says nothing.
    ftruncateSync(
      handle,
      readLines(handle, (line) => readLine(line, states))
    )
    return {
      fateOf: ({ file, line }) => states.get(file, line),
      write(place, fate, detail) {
        append(
          handle,
          file,
          `${codes[fate]} ${place.line} ${place.file}${detail ? `\t${oneLine(detail)}` : ''}\n`
        )
        states.set(place.file, place.line, fate)
      },
      counts: () => states.counts(),
      close: () => closeSync(handle)
    }
  } catch (error) {
    throw asUserError(error, folder)
  }
}

/**
 * @param before - what the journal counted when this run began
 * @returns what has ended since then; `uncertain` are those that an earlier run was stopped at
 */
export function endedSince(
  journal: Journal,
  before: Record<Fate, number>
): Record<'delivered' | 'discarded' | 'failed' | 'uncertain', number> {
  const { delivered, discarded, failed } = journal.counts()
  return {
    delivered: delivered - before.delivered,
    discarded: discarded - before.discarded,
    failed: failed - before.failed,
    uncertain: before.started
  }
}

function append(handle: number, file: string, text: string): void {
  const before = fstatSync(handle).size
  try {
    const bytes = Buffer.from(text)
    // Of a full disk, a part may have been written.
    if (writeSync(handle, bytes) < bytes.length)
      throw Object.assign(new Error('short write'), { code: 'ENOSPC' })
  } catch (error) {
    ftruncateSync(handle, before)
    throw asUserError(error, file)
  }
}

/**
 * A journal of millions of lines is longer than a text may be.
 *
 * @returns how many bytes the whole lines have
 */
function readLines(handle: number, onLine: (line: string) => void): number {
  const chunk = Buffer.alloc(1024 * 1024)
  let rest = Buffer.alloc(0)
  let at = 0
  for (let size = readSync(handle, chunk, 0, chunk.length, 0); size > 0;) {
    at += size
    const bytes = Buffer.concat([rest, chunk.subarray(0, size)])
    const end = bytes.lastIndexOf('\n') + 1
    for (const line of bytes.toString('utf8', 0, end).split('\n')) onLine(line)
    rest = Buffer.from(bytes.subarray(end))
    size = readSync(handle, chunk, 0, chunk.length, at)
  }
  return at - rest.length
}

function readLine(line: string, states: States): void {
  const [, code, number, file] = /^([swdxf]) (\d+) ([^\t]+)/.exec(line) ?? []
  const fate = fates.find((fate) => codes[fate] === code)
  if (fate && file !== undefined) states.set(file, Number(number), fate)
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 500)

/** A byte a line of the input, as there may be millions. */
class States {
  readonly #files = new Map<string, Uint8Array>()

  get(file: string, line: number): Fate | undefined {
    const code = this.#files.get(file)?.[line]
    return code ? fates[code - 1] : undefined
  }

  set(file: string, line: number, fate: Fate): void {
    let known = this.#files.get(file) ?? new Uint8Array(1024)
    if (line >= known.length) {
      const larger = new Uint8Array(Math.max(line + 1, known.length * 2))
      larger.set(known)
      known = larger
    }
    known[line] = fates.indexOf(fate) + 1
    this.#files.set(file, known)
  }

  counts(): Record<Fate, number> {
    const counts = { started: 0, waiting: 0, delivered: 0, discarded: 0, failed: 0 }
    for (const states of this.#files.values())
      for (const code of states) if (code > 0) counts[fates[code - 1]!] += 1
    return counts
  }
}

function checkIdentity(file: string, identity: Identity, force: boolean): void {
  let known: Identity
  try {
    known = JSON.parse(readFileSync(file, 'utf8')) as Identity
  } catch {
    writeFileSync(file, `${JSON.stringify(identity, null, 2)}\n`)
    return
  }
  const refuse = (what: string, hint: string) => {
    throw new UserError('usage', `${path.dirname(file)} is the journal of ${what}.`, hint)
  }
  if (known.function !== identity.function)
    refuse(`the function ${known.function}`, 'Give this run an --id of its own.')
  if (JSON.stringify(known.files) !== JSON.stringify(identity.files))
    refuse('other files, or of these before they changed', 'Give this run an --id of its own.')
  if (known.source !== identity.source && !force)
    refuse(
      `another version of ${known.function} (${known.source.slice(0, 19)}…)`,
      'Add --force to send what is left through the version of today, or give this run an --id of its own.'
    )
  if (force) writeFileSync(file, `${JSON.stringify(identity, null, 2)}\n`)
}

/** What kept a file of a backfill from being written, if that is for the user to mend. */
export function asUserError(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof UserError || code === undefined) return error
  const reason = code === 'ENOSPC' ? 'the disk is full' : code
  return new UserError(
    'file',
    `${file} cannot be written: ${reason}.`,
    'Make room or give the right to write, then call the same again: it goes on where it stopped.',
    { cause: error }
  )
}
