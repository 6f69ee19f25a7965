/**
 * The request that a source function gets, as Segment's published loader makes it (segmentio/functions-library,
 * buildpack/boreal): the body comes as text or parsed already, `json()` is synchronous, and each of the two is made of the
 * other when it is asked for.
 */
import type { IncomingRequest } from './types.ts'

/** Segment: Source functions, Limits. */
export const greatestRequestBytes = 512 * 1024

/** Where the published loader puts the query of a request whose address it does not know. */
const address = 'https://fn.segmentapis.com/'

interface HeadersLike {
  get(name: string): string | null
}

export class ServerRequest {
  readonly headers: HeadersLike
  readonly url: URL
  #json: unknown
  #text: string | undefined

  /** @param Headers - node-fetch's, as functions have it */
  constructor(
    { headers, query, body }: IncomingRequest,
    Headers: new (init: Record<string, string>) => HeadersLike
  ) {
    this.headers = new Headers(headers)
    this.url = new URL(`?${new URLSearchParams(query).toString()}`, address)
    if (typeof body === 'string') this.#text = body
    // Its own copy: what a function changes must not change the caller's.
    else this.#json = JSON.parse(JSON.stringify(body))
  }

  json(): unknown {
    // As the loader does: what is falsy is parsed again.
    this.#json ||= JSON.parse(this.#text as string)
    return this.#json
  }

  text(): string {
    this.#text ||= JSON.stringify(this.#json)
    return this.#text
  }
}

/** @returns the size of a request's body as it came over the wire, in bytes */
export function requestBytes({ body }: IncomingRequest): number {
  return Buffer.byteLength(typeof body === 'string' ? body : JSON.stringify(body))
}
