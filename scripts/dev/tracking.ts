/**
 * Segment's tracking API, as SDKs and snippets use it (Segment: HTTP Tracking API; Analytics.js, CDN settings). What
 * arrives is made into the events that functions get.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { deliver } from '../record/pipeline.ts'
import type { SentMessage } from '../record/pipeline.ts'
import { isObject } from '../runtime/author/text.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'

const require = createRequire(import.meta.url)

/** Segment: HTTP Tracking API, Max request size. */
const eventBytes = 32 * 1024
const batchBytes = 500 * 1024
const batchEvents = 2_500

/** The paths with one message, and its type; short ones are those of analytics-next. */
const singleCalls = {
  t: 'track',
  track: 'track',
  i: 'identify',
  identify: 'identify',
  p: 'page',
  page: 'page',
  s: 'screen',
  screen: 'screen',
  g: 'group',
  group: 'group',
  a: 'alias',
  alias: 'alias'
} as const

export interface TrackingOptions {
  take(event: SegmentEvent, from: string, warnings: string[]): void
  now(): number
}

/** What is wrong with a request, in the words that the sender gets beside status 400. */
class Refused extends Error {}

/** @returns the routes below `/v1`, and the script that a snippet loads */
export function trackingRoutes({ take, now }: TrackingOptions): Hono {
  const app = new Hono()
  app.post('/v1/:call', async (context) => {
    const call = context.req.param('call')
    try {
      if (call === 'batch' || call === 'import') takeBatch(await readBody(context, batchBytes), context)
      else if (Object.hasOwn(singleCalls, call)) {
        const { content: message } = await readBody(context, eventBytes)
        takeMessage({ ...message, type: singleCalls[call as keyof typeof singleCalls] }, message, context)
        // What analytics-next counts about itself is no event.
      } else if (call !== 'm') return context.json({ success: false, message: `no such call: ${call}` }, 404)
    } catch (error) {
      if (error instanceof Refused) return context.json({ success: false, message: error.message }, 400)
      throw error
    }
    return context.json({ success: true })
  })

  function takeBatch({ content: body, bytes }: Body, context: Context): void {
    const { batch } = body
    if (!Array.isArray(batch)) throw new Refused('a batch needs a list under "batch"')
    if (batch.length > batchEvents)
      throw new Refused(`a batch takes ${batchEvents} events, this has ${batch.length}`)
    for (const message of batch as unknown[]) {
      if (!isObject(message) || typeof message.type !== 'string')
        throw new Refused('each message of a batch needs a "type"')
      // None of a small body's can be larger, and to write each again would take as long as to read it.
      if (bytes > eventBytes && Buffer.byteLength(JSON.stringify(message)) > eventBytes)
        throw new Refused(tooLarge(eventBytes))
    }
    for (const message of batch as Record<string, unknown>[])
      takeMessage(withCommon(body, message), body, context)
  }

  function takeMessage(message: Record<string, unknown>, body: Record<string, unknown>, context: Context) {
    const warnings = hasWriteKey(body, message, context)
      ? []
      : ['it came without a write key: Segment would take it and drop it']
    const event = toEvent(message, body.sentAt, context.req.header('origin'), now())
    take(event, libraryOf(event), warnings)
  }

  app.get('/v1/projects/:key/settings', (context) =>
    context.json(cdnSettings(context.req.param('key'), new URL(context.req.url).host))
  )
  app.get('/analytics.js/v1/:key/:file', async (context) => {
    // The SDK looks for further parts of itself beside its script.
    const name = context.req.param('file')
    const file = name === 'analytics.min.js' ? 'standalone.js' : path.basename(name)
    return context.body(await sdkFile(file), 200, { 'content-type': 'text/javascript; charset=utf-8' })
  })
  app.get('/analytics-next/bundles/:file', async (context) =>
    context.body(await sdkFile(path.basename(context.req.param('file'))), 200, {
      'content-type': 'text/javascript; charset=utf-8'
    })
  )
  return app
}

const sdkFile = (name: string): Promise<string> =>
  readFile(
    path.join(path.dirname(require.resolve('@segment/analytics-next/package.json')), 'dist/umd', name),
    'utf8'
  )

interface Body {
  content: Record<string, unknown>
  /** Unpacked. */
  bytes: number
}

async function readBody(context: Context, limit: number): Promise<Body> {
  // Content types are not asked for: sendBeacon says text/plain.
  const sent = Buffer.from(await context.req.arrayBuffer())
  const unpacked = unpack(sent, context.req.header('content-encoding'), limit)
  const content = parse(unpacked)
  if (!isObject(content)) throw new Refused('the body is no JSON object')
  return { content, bytes: unpacked.length }
}

function unpack(sent: Buffer, encoding: string | undefined, limit: number): Buffer {
  if (sent.length > limit) throw new Refused(tooLarge(limit))
  if (encoding !== 'gzip') return sent
  try {
    return gunzipSync(sent, { maxOutputLength: limit })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Refused(code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(limit) : 'the body is no gzip')
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new Refused('the body is no JSON')
  }
}

const tooLarge = (limit: number): string =>
  limit === eventBytes ? 'an event may have 32 KB' : 'a request may have 500 KB'

/** What a batch says for all of its messages; what one of them says goes before. */
function withCommon(
  { context, integrations }: Record<string, unknown>,
  message: Record<string, unknown>
): Record<string, unknown> {
  return {
    ...(isObject(integrations) && { integrations }),
    ...message,
    ...(isObject(context) && {
      context: { ...context, ...(isObject(message.context) ? message.context : {}) }
    })
  }
}

function hasWriteKey(
  body: Record<string, unknown>,
  message: Record<string, unknown>,
  { req }: Context
): boolean {
  const basic = /^Basic (.+)$/i.exec(req.header('authorization') ?? '')?.[1]
  const user = basic && Buffer.from(basic, 'base64').toString('utf8').split(':')[0]
  return [user, body.writeKey, message.writeKey].some((key) => typeof key === 'string' && key !== '')
}

/** Libraries that run on the device of the person whose events they send. */
const clientLibrary = /^(analytics\.js|analytics-(ios|android|react-native|swift|kotlin|flutter))/

/**
 * @param sentAt - of the request
 * @param origin - of the page that sent it, if one did
 */
function toEvent(
  message: Record<string, unknown>,
  sentAt: unknown,
  origin: string | undefined,
  now: number
): SegmentEvent {
  const context = isObject(message.context) ? message.context : {}
  const { name: library } = isObject(context.library) ? context.library : {}
  const isClient =
    message.channel === 'browser' || clientLibrary.test(String(library)) || origin !== undefined
  const receivedAt = new Date(now).toISOString()
  const sent = timeOf(message.sentAt) ?? timeOf(sentAt)
  const complete = {
    messageId: `api-${randomUUID()}`,
    ...message,
    context,
    timestamp: timeOf(message.timestamp) ?? sent ?? receivedAt
  } as unknown as SentMessage
  return deliver(complete, {
    // Without the client's clock its timestamp is believed.
    sentAt: sent ?? receivedAt,
    receivedAt,
    channel: isClient ? 'client' : 'server',
    ...(isClient && { ip: '127.0.0.1' }),
    projectId: 'local'
  })
}

/** The library that sent it, as it calls itself; an SDK's scope says nothing. */
function libraryOf({ context }: SegmentEvent): string {
  const library: unknown = isObject(context) ? context.library : undefined
  const name = isObject(library) ? library.name : undefined
  return typeof name === 'string' && name !== '' ? name.replace(/^@segment\//, '') : 'HTTP API'
}

const timeOf = (value: unknown): string | undefined =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined

/** What analytics-next asks Segment's CDN for: where events go, and that nothing else is to be loaded. */
const cdnSettings = (writeKey: string, host: string): object => ({
  integrations: {
    'Segment.io': { apiKey: writeKey, apiHost: `${host}/v1`, protocol: 'http', addBundledMetadata: true }
  },
  plan: { track: { __default: { enabled: true, integrations: {} } } },
  edgeFunction: {},
  analyticsNextEnabled: true,
  middlewareSettings: {},
  enabledMiddleware: {},
  metrics: { sampleRate: 0 },
  legacyVideoPluginsEnabled: false,
  remotePlugins: []
})
