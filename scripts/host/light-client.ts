/**
 * In the place of Node's http client, for a vendor that answers everything alike: what node-fetch asks for is answered
 * without a socket, a parser or nock, in a twentieth of their time. All else of a fetch is node-fetch's own. What this
 * client might do otherwise than Node's is left to that.
 */
import { isUtf8 } from 'node:buffer'
import http from 'node:http'
import https from 'node:https'
import { Readable, Writable } from 'node:stream'
import type { RecordedRequest, Reply } from './exchange.ts'

/** How a vendor answers. */
export interface Answering {
  /** @throws an error with a `code` when the connection fails */
  answer(request: RecordedRequest): Reply
  /** How late. */
  delayMs: number
}

/** What node-fetch 2.6.0 gives to `http.request`. */
interface Options {
  protocol: string
  host: string
  path: string
  auth: string | null
  method: string
  headers: Record<string, string | string[]>
}

/** Node refuses some paths, and adds a header for a user; a redirect is followed when node-fetch was called long ago. */
const isPlain = ({ path, auth, method }: Options): boolean =>
  auth === null && /^[!-~]*$/.test(path) && http.METHODS.includes(method)

/** @param call - what calls node-fetch, which asks at once or never */
export function withLightClient<Result>(answering: Answering, call: () => Result): Result {
  const before = { http: http.request, https: https.request }
  const ask = (usual: typeof http.request) =>
    ((options: Options) =>
      isPlain(options)
        ? new LightRequest(options, answering)
        : usual(options as never)) as unknown as typeof http.request
  http.request = ask(before.http)
  https.request = ask(before.https)
  try {
    return call()
  } finally {
    http.request = before.http
    https.request = before.https
  }
}

/** What node-fetch uses of Node's `ClientRequest`. */
class LightRequest extends Writable {
  readonly #options: Options
  readonly #answering: Answering
  readonly #body: Buffer[] = []
  #isAborted = false

  constructor(options: Options, answering: Answering) {
    super()
    this.#options = options
    this.#answering = answering
  }

  abort(): void {
    this.#isAborted = true
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#body.push(chunk)
    done()
  }

  override _final(done: () => void): void {
    done()
    const { answer, delayMs } = this.#answering
    // From now on node-fetch waits no longer than its limit.
    this.emit('socket', this)
    const settle = this.#outcomeOf(() => answer(recordOf(this.#options, Buffer.concat(this.#body))))
    const settleNow = () => void (this.#isAborted || settle())
    // The request has arrived; only its answer is late.
    if (delayMs > 0) setTimeout(settleNow, delayMs)
    else process.nextTick(settleNow)
  }

  /** @returns tells node-fetch of it */
  #outcomeOf(answer: () => Reply): () => void {
    try {
      const response = responseTo(this.#options.method, answer())
      return () => this.emit('response', response)
    } catch (error) {
      return () => this.emit('error', error)
    }
  }
}

function recordOf({ protocol, host, path, method, headers }: Options, body: Buffer): RecordedRequest {
  const written = Object.entries({ connection: 'close', host, ...lowerCased(headers) })
  return {
    method,
    url: new URL(`${protocol}//${host}${path}`).href,
    headers: Object.fromEntries(written.sort(([one], [other]) => (one < other ? -1 : 1))),
    ...(body.length > 0 && { body: body.toString(isUtf8(body) ? 'utf8' : 'hex') })
  }
}

const lowerCased = (headers: Options['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')])
  )

function responseTo(method: string, { status, json, text = '', headers = {} }: Reply): Readable {
  const body = Buffer.from(json === undefined ? text : JSON.stringify(json))
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  return Object.assign(Readable.from(hasBody && body.length > 0 ? [body] : []), {
    statusCode: status,
    statusMessage: http.STATUS_CODES[status] ?? 'unknown',
    headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...lowerCased(headers) }
  })
}
