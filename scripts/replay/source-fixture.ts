/**
 * A source's fixture: what a vendor sends to the webhook, what Segment must get, and what comes of it.
 */
import type { Exchange } from '../host/exchange.ts'
import type { SentMessage, SourceOutcome } from '../host/types.ts'
import { readExchanges } from '../input/exchanges.ts'
import { readWebhook } from '../input/request.ts'
import type { Webhook } from '../input/request.ts'
import * as shape from '../input/shape.ts'
import { member, type Part } from '../input/shape.ts'

export interface SourceFixture {
  /** As people see it: relative to the project. */
  file: string
  function: string
  description?: string
  settings: Record<string, unknown>
  request: Webhook
  /** The exact messages, in their order. */
  sends: SentMessage[]
  /** What the function itself asks for, such as a set of keys; none when left out. */
  exchanges: Exchange[]
  expect: { outcome: SourceOutcome; error?: string; message?: string }
}

const keys = ['description', 'function', 'settings', 'request', 'sends', 'exchanges', 'expect'] as const
const outcomes = ['accepted', 'refused', 'retried'] as const satisfies readonly SourceOutcome[]

/** Whether a fixture is a source's. */
export const isSourceFixture = ({ value }: Part): boolean =>
  typeof value === 'object' && value !== null && 'request' in value

/**
 * @param file - the fixture
 * @param name - its path as people see it
 * @param folder - the function it is for when it does not say so
 * @throws UserError naming file, line, column and key of the first mistake
 */
export function readSourceFixture(file: Part, name: string, folder: string): SourceFixture {
  const fixture = shape.objectWith(file, keys)
  const expect = member(file, 'expect')
  if (expect.value === undefined)
    throw shape.wrong(expect, 'is missing', 'Add "expect": {"outcome": "accepted"}, or another outcome.')
  const { error, message } = shape.objectWith(expect, ['outcome', 'error', 'message'])
  if (fixture.sends === undefined)
    throw shape.wrong(file, 'has no "sends"', 'Add "sends": [] when nothing may be sent.')
  return {
    file: name,
    function: fixture.function === undefined ? folder : shape.text(member(file, 'function')),
    ...(fixture.description !== undefined && { description: shape.text(member(file, 'description')) }),
    settings: fixture.settings === undefined ? {} : shape.anyObject(member(file, 'settings')),
    request: readWebhook(member(file, 'request')),
    sends: shape.list(member(file, 'sends')).map(readMessage),
    exchanges: fixture.exchanges === undefined ? [] : readExchanges(member(file, 'exchanges')),
    expect: {
      outcome: shape.oneOf(member(expect, 'outcome'), outcomes),
      ...(error !== undefined && { error: shape.text(member(expect, 'error')) }),
      ...(message !== undefined && { message: shape.text(member(expect, 'message')) })
    }
  }
}

function readMessage(part: Part): SentMessage {
  const message = shape.anyObject(part)
  shape.text(member(part, 'type'))
  return message as SentMessage
}
