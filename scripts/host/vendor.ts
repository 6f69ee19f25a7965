/** The vendor's side of a mocked network: which exchange a request gets its answer from, and what was left over. */
import type { Exchange, Fault, RecordedRequest, Reply } from './exchange.ts'
import { compareRequest, nearestRequest } from './match.ts'
import type { ExchangeReport, UnmatchedRequest } from './types.ts'

/** The reason in the error of a request that is never answered; the host's fetch tells it from a real ETIMEDOUT by it. */
export const neverAnswered = 'the vendor never answers (fault "timeout")'

export interface Vendor {
  /** @throws an error with a `code` when the connection fails */
  answer(request: RecordedRequest): Reply
  /** @param requests - all that were answered, in the order they were sent in */
  report(requests: RecordedRequest[]): { exchanges?: ExchangeReport }
}

/** Answers everything with 200 `{}`, besides requests to addresses that hold a text. */
export function answerOk(besides: { to: string; reply: Reply }[] = []): Vendor {
  return {
    answer: ({ url }) => besides.find(({ to }) => url.includes(to))?.reply ?? { status: 200, json: {} },
    report: () => ({})
  }
}

/** Answers everything in the same way. */
export function answerSame(answer: { reply: Reply } | { fault: Fault }): Vendor {
  return {
    answer() {
      if ('fault' in answer) throw faultError(answer.fault)
      return answer.reply
    },
    report: () => ({})
  }
}

/** Answers each request from the first unused exchange that expects exactly it, and refuses all others. */
export function answerFrom(exchanges: Exchange[]): Vendor {
  const used = new Set<number>()
  const unmatched = new Map<RecordedRequest, Pick<UnmatchedRequest, 'nearest'>>()
  return {
    answer(request) {
      const match = exchanges.findIndex(
        (exchange, i) => !used.has(i) && compareRequest(request, exchange.request).length === 0
      )
      const exchange = exchanges[match]
      if (!exchange) {
        unmatched.set(request, nearest(request, exchanges, used))
        throw connectionError('ENETUNREACH', `no exchange expects ${request.method} ${request.url}`)
      }
      used.add(match)
      if ('fault' in exchange) throw faultError(exchange.fault)
      return exchange.reply
    },
    report: (requests) => ({
      exchanges: {
        unused: [...exchanges.keys()].filter((i) => !used.has(i)),
        unmatched: requests.flatMap((request, index) => {
          const found = unmatched.get(request)
          return found ? { request: index, ...found } : []
        })
      }
    })
  }
}

function nearest(
  request: RecordedRequest,
  exchanges: Exchange[],
  used: Set<number>
): Pick<UnmatchedRequest, 'nearest'> {
  // Unused ones come first, as they win among equals.
  const order = [...exchanges.keys()].sort((a, b) => Number(used.has(a)) - Number(used.has(b)))
  const found = nearestRequest(
    request,
    order.map((i) => exchanges[i]!.request)
  )
  if (!found) return {}
  const exchange = order[found.index]!
  return { nearest: { exchange, used: used.has(exchange), differences: found.differences } }
}

function faultError(fault: Fault): Error {
  switch (fault) {
    case 'reset':
      return connectionError('ECONNRESET', 'socket hang up')
    case 'refused':
      return connectionError('ECONNREFUSED', 'connect ECONNREFUSED')
    case 'timeout':
      return connectionError('ETIMEDOUT', neverAnswered)
  }
}

function connectionError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
