/**
 * Watches requests leave at the level of Node's http client, so redirects and direct uses of `https` are seen too, and
 * those sent at the same time in the order they were sent in.
 */
import { isUtf8 } from 'node:buffer'
import type http from 'node:http'
import type { RecordedRequest } from './exchange.ts'

/**
 * @param client - the prototype of Node's own ClientRequest, which mocks replace in the `http` module
 * @param record - called when a request has been written, before it leaves
 * @returns stops watching
 */
export function watchSent(
  client: http.ClientRequest,
  record: (request: RecordedRequest, sent: http.ClientRequest) => void
): () => void {
  const { write, end } = client
  const bodies = new WeakMap<http.ClientRequest, Buffer[]>()

  function keep(request: http.ClientRequest, [chunk, encoding]: unknown[]): void {
    const bytes = toBytes(chunk, encoding)
    if (bytes) bodies.set(request, [...(bodies.get(request) ?? []), bytes])
  }

  client.write = function (this: http.ClientRequest, ...args: unknown[]) {
    keep(this, args)
    return Reflect.apply(write, this, args) as boolean
  }
  client.end = function (this: http.ClientRequest, ...args: unknown[]) {
    keep(this, args)
    record(toRecorded(this, Buffer.concat(bodies.get(this) ?? [])), this)
    return Reflect.apply(end, this, args) as typeof this
  }
  return () => {
    client.write = write
    client.end = end
  }
}

function toBytes(chunk: unknown, encoding: unknown): Buffer | undefined {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : undefined
}

function toRecorded(request: http.ClientRequest, body: Buffer): RecordedRequest {
  const headers = Object.entries(request.getHeaders()).map(([name, value]) => [
    name.toLowerCase(),
    String(value)
  ])
  return {
    method: request.method,
    url: new URL(`${request.protocol}//${String(request.getHeader('host'))}${request.path}`).href,
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(body.length === 0 ? {} : { body: body.toString(isUtf8(body) ? 'utf8' : 'hex') })
  }
}
