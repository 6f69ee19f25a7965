/** Records requests that really leave, at the level of Node's http client, so redirects and `https` calls are seen too. */
import http from 'node:http'
import type { RecordedRequest } from './exchange.ts'

/** @returns stops recording */
export function recordLive(record: (request: RecordedRequest) => void): () => void {
  const { write, end } = http.ClientRequest.prototype
  const bodies = new WeakMap<http.ClientRequest, Buffer[]>()

  function keep(request: http.ClientRequest, args: unknown[]): void {
    const [chunk, encoding] = args
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : chunk instanceof Uint8Array
          ? Buffer.from(chunk)
          : undefined
    if (bytes) bodies.set(request, [...(bodies.get(request) ?? []), bytes])
  }

  http.ClientRequest.prototype.write = function (this: http.ClientRequest, ...args: unknown[]) {
    keep(this, args)
    return Reflect.apply(write, this, args) as boolean
  }
  http.ClientRequest.prototype.end = function (this: http.ClientRequest, ...args: unknown[]) {
    keep(this, args)
    record(toRecorded(this, Buffer.concat(bodies.get(this) ?? []).toString()))
    return Reflect.apply(end, this, args) as typeof this
  }
  return () => {
    http.ClientRequest.prototype.write = write
    http.ClientRequest.prototype.end = end
  }
}

function toRecorded(request: http.ClientRequest, body: string): RecordedRequest {
  const headers = Object.entries(request.getHeaders()).map(([name, value]) => [
    name.toLowerCase(),
    String(value)
  ])
  return {
    method: request.method,
    url: new URL(`${request.protocol}//${String(request.getHeader('host'))}${request.path}`).href,
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(body === '' ? {} : { body })
  }
}
