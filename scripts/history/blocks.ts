/**
 * Past events as a stream of blocks of whole records, so that workers can parse them side by side and a file of any size
 * needs the memory of a few blocks. A record is a line (NDJSON, as Segment archives events) or an element of one array.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { EventFile } from './files.ts'

/** Some whole records of a file. */
export interface Block {
  file: string
  /** The line that the first record begins on, from 1. */
  line: number
  /** Of elements of an array: the line that each begins on. Else each record has a line of its own. */
  lines?: number[]
  /** Records parted by line feeds. */
  text: Buffer
}

/** What kept a part of a file from being read; it costs nothing else. */
export interface Broken {
  file: string
  /** Absent when it concerns the file as a whole. */
  line?: number
  reason: string
}

const blockBytes = 1024 * 1024

/** An event of Segment's has at most 32 KB; far above that a line is no event, and must not fill the memory. */
const longestLine = 1024 * 1024

const lineFeed = 0x0a
const gzipMark = Buffer.from([0x1f, 0x8b])

/**
 * @param files - what `findEventFiles` gave
 * @param onBroken - told of lines that are too long and of files that end early or change while they are read
 * @param onBytes - told how many bytes of the files were read, compressed where they are
 */
export async function* readBlocks(
  files: EventFile[],
  onBroken: (broken: Broken) => void,
  onBytes: (bytes: number) => void = () => undefined
): AsyncGenerator<Block> {
  for (const file of files) yield* readFile(file, onBroken, onBytes)
}

/** The records of a block; blank lines are none. */
export function* recordsOf({ line, lines, text }: Block): Generator<{ line: number; text: string }> {
  let start = 0
  for (let index = 0; start <= text.length; index++) {
    const found = text.indexOf(lineFeed, start)
    const end = found === -1 ? text.length : found
    // Each on its own: one letter outside Latin-1 would double the size of all.
    const record = text.toString('utf8', start, end)
    start = end + 1
    if (record.trim() !== '') yield { line: lines?.[index] ?? line + index, text: record }
  }
}

async function* readFile(
  file: EventFile,
  onBroken: (broken: Broken) => void,
  onBytes: (bytes: number) => void
): AsyncGenerator<Block> {
  const before = file.path === '-' ? undefined : await stat(file.path).catch(() => undefined)
  const splitter = new Splitter(file.name, onBroken)
  try {
    for await (const chunk of inBlocks(contentOf(file, onBytes))) yield* splitter.push(chunk)
  } catch (error) {
    onBroken({ file: file.name, reason: reasonOf(error) })
  }
  yield* splitter.end()
  const after = before && (await stat(file.path).catch(() => undefined))
  if (before && (after?.size !== before.size || after.mtimeMs !== before.mtimeMs))
    onBroken({ file: file.name, reason: 'it changed while it was read' })
}

/** The bytes of a file, unzipped where its first bytes say that it is zipped. */
async function* contentOf({ path }: EventFile, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: blockBytes })
  const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  const head = await chunks.next()
  if (head.done) return
  const all = async function* (): AsyncGenerator<Buffer> {
    for (let chunk: IteratorResult<Buffer> = head; !chunk.done; chunk = await chunks.next()) {
      onBytes(chunk.value.length)
      yield chunk.value
    }
  }
  if (head.value.subarray(0, 2).equals(gzipMark)) yield* unzipped(all())
  else yield* all()
}

/** How much is unzipped at once: of a damaged file, what stands before the damage but for so much. */
const zippedPiece = 16 * 1024

async function* unzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: blockBytes })
  const ready: Buffer[] = []
  let failure: Error | undefined
  const failed = new Promise<void>((resolve) =>
    gunzip.on('error', (error) => {
      failure = error
      resolve()
    })
  )
  const ended = new Promise<void>((resolve) => {
    // A stream that fails forgets what nobody has read yet.
    gunzip.push = (chunk: Buffer | null) => {
      if (chunk) ready.push(chunk)
      else resolve()
      return true
    }
  })
  try {
    for await (const chunk of chunks)
      for (let start = 0; start < chunk.length; start += zippedPiece) {
        const piece = chunk.subarray(start, start + zippedPiece)
        await Promise.race([failed, new Promise<void>((resolve) => gunzip.write(piece, () => resolve()))])
        yield* ready.splice(0)
        if (failure) throw failure
      }
    // It fails here when the file ends early.
    gunzip.end()
    await Promise.race([failed, ended])
    yield* ready.splice(0)
    if (failure) throw failure
  } finally {
    gunzip.destroy()
  }
}

/** However bytes arrive, blocks are cut at the same places, and results depend on nothing else. */
async function* inBlocks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept: Buffer[] = []
  let bytes = 0
  let failure: unknown
  try {
    for await (const chunk of chunks) {
      let rest = chunk
      while (bytes + rest.length >= blockBytes) {
        const end = blockBytes - bytes
        yield Buffer.concat([...kept, rest.subarray(0, end)])
        rest = rest.subarray(end)
        kept = []
        bytes = 0
      }
      if (rest.length > 0) kept.push(rest)
      bytes += rest.length
    }
  } catch (error) {
    // What came before it counts.
    failure = error
  }
  if (bytes > 0) yield Buffer.concat(kept)
  if (failure) throw failure
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'Z_BUF_ERROR') return 'it ends early; the events before that count'
  if (code?.startsWith('Z_'))
    return `it is damaged (${code}); the events before that count, but for the last ones`
  if (code !== undefined) return `it cannot be read (${code}); the events before that count`
  throw error
}

/** Cuts a stream of bytes at the ends of records, and collects records to blocks. */
class Splitter {
  readonly #file: string
  readonly #onBroken: (broken: Broken) => void
  /** Bytes that do not yet make a whole record. */
  #rest: Buffer[] = []
  #restBytes = 0
  #line = 1
  #skipping = false
  #elements: ElementSplitter | undefined
  #isFirst = true

  constructor(file: string, onBroken: (broken: Broken) => void) {
    this.#file = file
    this.#onBroken = onBroken
  }

  *push(chunk: Buffer): Generator<Block> {
    if (this.#isFirst) {
      const start = chunk
        .subarray(0, 1024)
        .toString('latin1')
        .replace(/^\xef\xbb\xbf/, '')
        .trimStart()
      if (start !== '') this.#isFirst = false
      if (start.startsWith('[')) this.#elements = new ElementSplitter(1)
      // An event that is laid out for reading opens its brace on a line of its own.
      if (/^\{[ \t\r]*\n/.test(start)) this.#elements = new ElementSplitter(0)
    }
    if (this.#elements) return yield* this.#blocksOf(this.#elements.push(chunk))
    const last = chunk.lastIndexOf(lineFeed)
    if (last === -1) return this.#keep(chunk)
    if (this.#skipping) {
      const end = chunk.indexOf(lineFeed)
      this.#skipping = false
      this.#line += 1
      return yield* this.push(chunk.subarray(end + 1))
    }
    const text = Buffer.concat([...this.#rest, chunk.subarray(0, last)])
    const line = this.#line
    this.#line += countLines(text) + 1
    this.#rest = []
    this.#restBytes = 0
    yield { file: this.#file, line, text }
    this.#keep(chunk.subarray(last + 1))
  }

  *end(): Generator<Block> {
    if (this.#elements) {
      // What ends the last event of a file that does not.
      yield* this.#blocksOf(this.#elements.push(Buffer.from('\n')))
      if (this.#elements.isOpen) this.#onBroken({ file: this.#file, reason: 'a bracket in it is not closed' })
      return
    }
    if (this.#restBytes > 0) yield { file: this.#file, line: this.#line, text: Buffer.concat(this.#rest) }
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0 || this.#skipping) return
    this.#rest.push(bytes)
    this.#restBytes += bytes.length
    if (this.#restBytes <= longestLine) return
    this.#onBroken({
      file: this.#file,
      line: this.#line,
      reason: 'it is longer than 1 MB, so it is no event'
    })
    this.#skipping = true
    this.#rest = []
    this.#restBytes = 0
  }

  *#blocksOf(elements: { line: number; text: string }[]): Generator<Block> {
    if (elements.length === 0) return
    const lines = elements.map(({ line }) => line)
    const text = Buffer.from(elements.map(({ text }) => text).join('\n'))
    yield { file: this.#file, line: lines[0]!, lines, text }
  }
}

function countLines(text: Buffer): number {
  let count = 0
  for (let at = text.indexOf(lineFeed); at !== -1; at = text.indexOf(lineFeed, at + 1)) count += 1
  return count
}

const [quote, escape, comma, opening, closing] = [0x22, 0x5c, 0x2c, [0x5b, 0x7b], [0x5d, 0x7d]] as const

/** Finds the events of a file whose layout tells nothing: those of one array, or laid out over several lines each. */
class ElementSplitter {
  /** How deep between two events: 1 in an array. */
  readonly #outside: number
  #depth = 0
  #inText = false
  #isEscaped = false
  #line = 1
  #element: { line: number; bytes: number[] } | undefined

  constructor(outside: 0 | 1) {
    this.#outside = outside
  }

  get isOpen(): boolean {
    return this.#depth > 0
  }

  push(chunk: Buffer): { line: number; text: string }[] {
    const elements: { line: number; text: string }[] = []
    for (const byte of chunk) {
      if (byte === lineFeed) this.#line += 1
      const between = !this.#inText && this.#depth === this.#outside
      if (between && this.#element && (byte === comma || byte === closing[0] || byte <= 0x20)) {
        const { line, bytes } = this.#element
        elements.push({ line, text: Buffer.from(bytes).toString('utf8') })
        this.#element = undefined
      }
      const isSeparator = between && (byte === comma || byte === closing[0] || byte <= 0x20)
      if (!isSeparator && this.#depth >= this.#outside)
        (this.#element ??= { line: this.#line, bytes: [] }).bytes.push(byte === lineFeed ? 0x20 : byte)
      this.#follow(byte)
    }
    return elements
  }

  /** Keeps track of texts and brackets. */
  #follow(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (this.#inText && byte === escape) this.#isEscaped = true
    else if (byte === quote && this.#depth > 0) this.#inText = !this.#inText
    else if (this.#inText) return
    else if (byte === opening[0] || byte === opening[1]) this.#depth += 1
    else if (byte === closing[0] || byte === closing[1]) this.#depth -= 1
  }
}
