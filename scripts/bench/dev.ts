/**
 * How many events a second `npm run dev` takes, shows and puts through a function, what memory it needs for that, and how
 * smoothly the page scrolls through as many rows as are kept, and draws while events come in. The server is a process of its own, as it is for people.
 */
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { loadConfig, selectFunctions } from '../input/config.ts'
import type { Page } from 'playwright-core'
import type { Row } from '../dev/rows.ts'
import { median } from './median.ts'

export interface DevBenchOptions {
  root: string
  /** The function that events go through. */
  function: string
  /** Events a second. */
  rate: number
  seconds: number
  onProgress?: (step: string) => void
}

export interface DevBenchReport {
  function: string
  seconds: number
  /** Events; fewer than asked for, where the server did not keep up. */
  sent: number
  /** Those that were answered with success. */
  taken: number
  /** Those of which the page was told. */
  shown: number
  /** Those of which the page was told how they ended. The rest came faster than the function runs. */
  finished: number
  /** How long after the last one was sent the last one ended. */
  behindMs: number
  /** Of the server, in MB, after each tenth of the time. */
  memoryMb: number[]
  /** Of the server's process, on all cores. */
  cpuMsPerEvent: number
  /** Of the page, with 10,000 rows. */
  frames: { scrolling: Frames; streaming: Frames } | { reason: string }
}

export interface Frames {
  count: number
  medianMs: number
  p95Ms: number
  longestMs: number
}

/** As analytics-node sends them, more or less. */
const batchSize = 20
/** Requests at a time: an SDK waits, too, where a server does not keep up. */
const mostOpen = 32
/** As many as `dev` keeps. */
const mostRows = 10_000
const frameMs = 5_000
/** Events a second, while frames are measured. */
const streamingRate = 200

/** @throws UserError for a function that does not exist */
export async function benchDev(options: DevBenchOptions): Promise<DevBenchReport> {
  const { root, seconds, rate, onProgress } = options
  selectFunctions(await loadConfig(root), [options.function])
  const events = await recordedEvents(root)
  const server = await startServer(root, options.function)
  try {
    onProgress?.(`${rate} events a second for ${seconds} s`)
    const watcher = watchRows(server.url)
    await wait(500)
    const before = await usageOf(server.child)
    const memory = memoryOver(server.child, 10, seconds * 100)
    const { sent, taken } = await send(server.url, events, rate, seconds)
    const ended = performance.now()
    await untilQuiet(watcher)
    const behindMs = Math.max(0, Math.round(watcher.last() - ended))
    const memoryMb = await memory
    const after = await usageOf(server.child)
    watcher.stop()
    onProgress?.('frames of the page')
    return {
      function: options.function,
      seconds,
      ...{ sent, taken, shown: watcher.shown(), finished: watcher.finished(), behindMs, memoryMb },
      cpuMsPerEvent: (after.cpuMs - before.cpuMs) / sent,
      frames: await measureFrames(server.url, events)
    }
  } finally {
    server.child.kill()
  }
}

async function recordedEvents(root: string): Promise<object[]> {
  const folder = path.join(root, 'fixtures', 'events')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'))
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(path.join(folder, file), 'utf8')) as object)
  )
}

async function startServer(root: string, name: string): Promise<{ url: string; child: ChildProcess }> {
  const starter = path.join(import.meta.dirname, '..', 'cli', 'start.js')
  const child = spawn(process.execPath, [starter, 'dev', name, '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)
      if (found) resolve(found[0])
    })
    child.once('exit', (code) => reject(new Error(`dev ended with exit code ${code}`)))
  })
  return { url, child }
}

async function send(
  url: string,
  events: object[],
  rate: number,
  seconds: number
): Promise<{ sent: number; taken: number }> {
  const started = performance.now()
  const open = new Set<Promise<unknown>>()
  let sent = 0
  let taken = 0
  for (let now = 0; now < seconds * 1000; now = performance.now() - started) {
    for (const due = Math.floor((now / 1000) * rate); sent + batchSize <= due && open.size < mostOpen;) {
      const answer = post(url, batchOf(events, sent)).then((count) => {
        taken += count
        open.delete(answer)
      })
      open.add(answer)
      sent += batchSize
    }
    await wait(5)
  }
  await Promise.all(open)
  return { sent, taken }
}

const batchOf = (events: object[], from: number): object[] =>
  Array.from({ length: batchSize }, (_, index) => ({
    ...events[(from + index) % events.length],
    messageId: `bench-${from + index}`
  }))

/** @returns how many were taken; none when the server does not answer */
async function post(url: string, batch: object[]): Promise<number> {
  const body = JSON.stringify({ writeKey: 'bench', batch })
  try {
    const answer = await fetch(`${url}/v1/batch`, { method: 'POST', body })
    await answer.arrayBuffer()
    return answer.ok ? batch.length : 0
  } catch {
    return 0
  }
}

/** Listens as the page does. */
function watchRows(url: string) {
  const end = new AbortController()
  const shown = new Set<number>()
  const finished = new Set<number>()
  let last = performance.now()
  const read = async (): Promise<void> => {
    const { body } = await fetch(`${url}/api/stream`, { signal: end.signal })
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of body!) {
      const messages = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n')
      rest = messages.pop()!
      for (const message of messages) {
        const data = /^event: rows\ndata: (.*)$/m.exec(message)?.[1]
        for (const { id, marks } of data === undefined ? [] : (JSON.parse(data) as Row[])) {
          shown.add(id)
          if (marks.length > 0) finished.add(id)
          last = performance.now()
        }
      }
    }
  }
  const reading = read().catch(() => undefined)
  return {
    shown: () => shown.size,
    finished: () => finished.size,
    last: () => last,
    stop: () => (end.abort(), reading)
  }
}

/** Until no row has come for a while. */
async function untilQuiet({ last }: ReturnType<typeof watchRows>): Promise<void> {
  while (performance.now() - last() < 3_000) await wait(200)
}

async function memoryOver(child: ChildProcess, times: number, everyMs: number): Promise<number[]> {
  const samples: number[] = []
  for (let count = 0; count < times; count++) {
    await wait(everyMs)
    samples.push((await usageOf(child)).memoryMb)
  }
  return samples
}

/** `ps` knows it on Linux and macOS. */
async function usageOf({ pid }: ChildProcess): Promise<{ memoryMb: number; cpuMs: number }> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(pid)])
  const [kilobytes, time] = stdout.trim().split(/\s+/)
  const seconds = time!.split(/[:-]/).reduce((all, part) => all * 60 + Number(part), 0)
  return { memoryMb: Math.round(Number(kilobytes) / 1024), cpuMs: seconds * 1000 }
}

async function measureFrames(url: string, events: object[]): Promise<DevBenchReport['frames']> {
  // Packages for the work on this project are not there where it is a dependency.
  const found = await import('./browser.ts').catch((error: Error) => ({ reason: error.message }))
  const chrome = 'reason' in found ? found : await found.launchChrome()
  if ('reason' in chrome) return chrome
  try {
    for (let sent = 0; sent < mostRows; sent += batchSize) await post(url, batchOf(events, sent))
    await fetch(`${url}/api/events?after=${Number.MAX_SAFE_INTEGER}`)
    const page = await chrome.browser.newPage({ viewport: { width: 1400, height: 900 } })
    await page.goto(url)
    const height = `${mostRows * 44}px`
    await page.waitForFunction(
      (wanted) => document.querySelector<HTMLElement>('.rows > div')?.style.height === wanted,
      height,
      { timeout: 60_000 }
    )
    const scrolling = await framesOf(page, 300)
    await page.locator('.rows').evaluate((rows) => rows.scrollTo(0, 0))
    const [streaming] = await Promise.all([
      framesOf(page, 0),
      send(url, events, streamingRate, frameMs / 1000)
    ])
    return { scrolling, streaming }
  } finally {
    await chrome.browser.close()
  }
}

/** @param step - how far the list is scrolled in each frame, in px */
async function framesOf(page: Page, step: number): Promise<Frames> {
  const frames = await page.evaluate(
    ([ms, down]) =>
      new Promise<number[]>((resolve) => {
        const rows = document.querySelector('.rows')!
        const deltas: number[] = []
        const started = performance.now()
        let before = started
        const draw = (now: number): void => {
          deltas.push(now - before)
          before = now
          rows.scrollTop += down
          if (now - started < ms) requestAnimationFrame(draw)
          else resolve(deltas.slice(1))
        }
        requestAnimationFrame(draw)
      }),
    [frameMs, step] as const
  )
  const sorted = frames.sort((one, other) => one - other)
  return {
    count: sorted.length,
    medianMs: median(sorted),
    p95Ms: sorted[Math.floor(sorted.length * 0.95)]!,
    longestMs: sorted.at(-1)!
  }
}
