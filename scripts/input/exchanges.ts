/**
 * Reads the exchanges of a fixture or of `npm run invoke -- --exchanges`: what is expected to be sent, and what the
 * vendor answers.
 */
import type { Exchange, ExpectedRequest, Fault, Reply } from '../host/exchange.ts'
import { integer, list, member, objectWith, oneOf, optionalTexts, type Part, text, wrong } from './shape.ts'

const faults = ['timeout', 'reset', 'refused'] as const satisfies readonly Fault[]

/** @throws UserError naming file, line and key of the first mistake */
export function readExchanges(part: Part): Exchange[] {
  return list(part).map((exchange) => {
    const { reply, fault } = objectWith(exchange, ['request', 'reply', 'fault'])
    const request = readRequest(member(exchange, 'request'))
    if ((reply === undefined) === (fault === undefined))
      throw wrong(
        exchange,
        `has ${reply === undefined ? 'neither "reply" nor' : 'both "reply" and'} "fault"`,
        'Say what the vendor answers, "reply": {"status": 200, "json": {}}, or how it fails, "fault": "timeout".'
      )
    if (reply === undefined) return { request, fault: oneOf(member(exchange, 'fault'), faults) }
    return { request, reply: readReply(member(exchange, 'reply')) }
  })
}

function readRequest(part: Part): ExpectedRequest {
  const request = objectWith(part, ['method', 'url', 'headers', 'withoutHeaders', 'json', 'form', 'text'])
  const headers = optionalTexts(member(part, 'headers'))
  const form = optionalTexts(member(part, 'form'))
  refuseSeveral(part, ['json', 'form', 'text'])
  return {
    method: text(member(part, 'method')).toUpperCase(),
    url: readUrl(member(part, 'url')),
    ...(headers && { headers }),
    ...(request.withoutHeaders !== undefined && {
      withoutHeaders: list(member(part, 'withoutHeaders')).map(text)
    }),
    ...('json' in request && { json: request.json }),
    ...(form && { form }),
    ...('text' in request && { text: text(member(part, 'text')) })
  }
}

function readReply(part: Part): Reply {
  const reply = objectWith(part, ['status', 'headers', 'json', 'text'])
  const headers = optionalTexts(member(part, 'headers'))
  refuseSeveral(part, ['json', 'text'])
  return {
    status: integer(member(part, 'status'), 100, 599),
    ...(headers && { headers }),
    ...('json' in reply && { json: reply.json }),
    ...('text' in reply && { text: text(member(part, 'text')) })
  }
}

function readUrl(part: Part): string {
  const url = text(part)
  if (/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) return url
  throw wrong(
    part,
    `is "${url}", not a web address`,
    'Write the whole address: "https://api.example.com/track".'
  )
}

function refuseSeveral(part: Part, bodies: string[]): void {
  const given = bodies.filter((key) => key in (part.value as object))
  if (given.length > 1)
    throw wrong(part, `has several bodies: ${given.join(' and ')}`, 'Keep the one that is sent.')
}
