/**
 * Watches what comes back for a request without reading it: a body that is read here would be lost to the function, and one
 * that the function leaves must not be held up either.
 */
import type http from 'node:http'
import zlib from 'node:zlib'
import type { RecordedAnswer } from './exchange.ts'

/** More of a body nobody reads. */
const longestBody = 64 * 1024

/** @returns what is known of the answer by then */
export function watchAnswer(request: http.ClientRequest): () => RecordedAnswer {
  const chunks: Buffer[] = []
  let bytes = 0
  let response: http.IncomingMessage | undefined
  let failure: string | undefined
  const { emit } = request
  request.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event === 'error') failure ??= String((args[0] as Error).message)
    if (event === 'response') {
      response = args[0] as http.IncomingMessage
      watchBody(response, (chunk) => {
        if (bytes < longestBody) chunks.push(chunk)
        bytes += chunk.length
      })
    }
    return Reflect.apply(emit, request, [event, ...args]) as boolean
  }
  return () => {
    if (!response) return { error: failure ?? 'no answer came while the function ran' }
    const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')])
    const body = unpacked(Buffer.concat(chunks), response.headers['content-encoding'])
    return {
      status: response.statusCode!,
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: body.subarray(0, longestBody).toString()
    }
  }
}

/** Node's parser pushes each piece into the response. */
function watchBody(response: http.IncomingMessage, see: (chunk: Buffer) => void): void {
  const { push } = response
  response.push = (chunk: unknown, ...rest: unknown[]) => {
    if (Buffer.isBuffer(chunk)) see(chunk)
    return Reflect.apply(push, response, [chunk, ...rest]) as boolean
  }
}

/** As far as it goes: what was cut ends early. */
function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  const options = { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: longestBody * 16 }
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return zlib.gunzipSync(body, options)
    if (encoding === 'deflate') return zlib.inflateSync(body, options)
    if (encoding === 'br') return zlib.brotliDecompressSync(body)
  } catch {
    return Buffer.from(`a body in ${encoding} that cannot be unpacked here`)
  }
  return body
}
