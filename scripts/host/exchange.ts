/**
 * What a function and a vendor say to each other: a request, as it was sent or is expected, and the answer to it.
 * Fixtures are written in these shapes (scripts/replay/fixture.ts), the host's network mock answers from them.
 */

/** A request as it left the function. */
export interface RecordedRequest {
  method: string
  /** With the query. */
  url: string
  /** Names in lower case. */
  headers: Record<string, string>
  /** The body as text, or in hex when its bytes are no UTF-8; absent when nothing was sent. */
  body?: string
}

/** What a vendor that is really there gave back: an answer, or what went wrong instead of one. */
export type RecordedAnswer =
  | {
      status: number
      headers: Record<string, string>
      /** Unpacked; of a long one the beginning. */
      body: string
    }
  | { error: string }

/** A request as a fixture expects it. Without `json`, `form` or `text` the request must have no body. */
export interface ExpectedRequest {
  method: string
  /** With the query. */
  url: string
  /** A subset of the headers, names in any case. */
  headers?: Record<string, string>
  /** Names of headers that must be absent. */
  withoutHeaders?: string[]
  json?: unknown
  form?: Record<string, string>
  text?: string
}

export interface Reply {
  status: number
  headers?: Record<string, string>
  json?: unknown
  text?: string
}

/** How a vendor fails to answer: it never does, it cuts the connection, or nobody listens. */
export type Fault = 'timeout' | 'reset' | 'refused'

export type Exchange = { request: ExpectedRequest } & ({ reply: Reply } | { fault: Fault })
