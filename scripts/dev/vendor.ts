/** How the vendor of a function answers while `dev` runs: simulated, unless the function was named with `--live`. */
import type { Fault, Reply } from '../host/exchange.ts'
import type { Network } from '../host/types.ts'
import { integer, member, objectWith, oneOf, optionalTexts, text, whole } from '../input/shape.ts'
import { locateJson } from '../input/located-json.ts'

/** As the page shows and sends it; of `reply` and `fault` it has one. */
export interface SimulatedVendor {
  kind: 'simulated'
  reply?: Reply
  fault?: Fault
  delayMs: number
}

export type VendorChoice = { kind: 'live' } | SimulatedVendor

export const usualAnswer: SimulatedVendor = {
  kind: 'simulated',
  reply: { status: 200, json: {} },
  delayMs: 0
}

const faults = ['timeout', 'reset', 'refused'] as const satisfies readonly Fault[]

/** Longer than any function may wait (Segment: Functions, Limits). */
const longestDelayMs = 10_000

/**
 * @param body - `{"status": 429, "json": {…}, "delayMs": 200}`, with `text` in place of `json`, or `{"fault": "reset"}`
 * @throws UserError for anything else
 */
export function readVendor(body: string): VendorChoice {
  const part = whole(locateJson(body, 'the answer', 'event'))
  const given = objectWith(part, ['status', 'headers', 'json', 'text', 'fault', 'delayMs'])
  const delayMs = given.delayMs === undefined ? 0 : integer(member(part, 'delayMs'), 0, longestDelayMs)
  if (given.fault !== undefined)
    return { kind: 'simulated', fault: oneOf(member(part, 'fault'), faults), delayMs }
  const headers = optionalTexts(member(part, 'headers'))
  const status = integer(member(part, 'status'), 200, 599)
  const content = given.text === undefined ? { json: given.json ?? {} } : { text: text(member(part, 'text')) }
  return { kind: 'simulated', reply: { status, ...(headers && { headers }), ...content }, delayMs }
}

/** How many events a function is handed at a time: several while each takes a moment. */
export const mostAtOnce = (choice: VendorChoice): number =>
  choice.kind === 'live' || choice.delayMs > 0 ? 1 : 500

export function networkOf(choice: VendorChoice): Extract<Network, { kind: 'live' | 'same' }> {
  if (choice.kind === 'live') return choice
  const { reply, fault, delayMs } = choice
  return { kind: 'same', answer: fault ? { fault } : { reply: reply! }, delayMs }
}
