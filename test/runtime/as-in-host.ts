/** What the shipped code finds in Segment's runtime, and a function made by hand to run there. */
import crypto from 'node:crypto'
import https from 'node:https'
import zlib from 'node:zlib'
import nodeFetch from 'node-fetch'
import { functionErrors } from '../../scripts/host/function-errors.ts'
import { createFunction } from '../../scripts/runtime/engine/function.ts'
import type { FunctionSpec, ShippedDefinition } from '../../scripts/runtime/engine/invocation.ts'
import type { SegmentEvent } from '../../scripts/runtime/author/types.ts'

Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true })
Object.assign(globalThis, functionErrors, { fetch: nodeFetch, https, zlib: { zlib } })

export type Perform = ShippedDefinition['actions'][string]['perform']

/**
 * @param performs - by the presets' names, in their order; each preset takes every track event and maps its messageId
 * @param rest - members of the specification that matter to a test
 */
export function specOf(
  performs: Record<string, Perform | { perform: Perform; performBatch?: Perform }>,
  rest: Partial<FunctionSpec> & { onDelete?: Perform } = {}
): FunctionSpec {
  const { onDelete, ...members } = rest
  const actions = Object.fromEntries(
    Object.entries(performs).map(([name, perform]) => [
      name,
      typeof perform === 'function' ? { perform } : perform
    ])
  )
  return {
    name: 'Demo',
    definition: { actions, ...(onDelete && { onDelete }) },
    settings: [{ key: 'apiKey', label: 'API Key', type: 'password' }],
    subscriptions: Object.keys(actions).map((name) => ({
      preset: name,
      action: name,
      title: name,
      matches: ({ type }) => type === 'track',
      map: ({ messageId }) => ({ id: messageId ?? '' }),
      validate: undefined
    })),
    ...members
  }
}

export const functionOf = (...args: Parameters<typeof specOf>) => createFunction(specOf(...args))

export const track = (messageId: string): SegmentEvent => ({ type: 'track', event: 'Seen', messageId })

/** An error as actions throw them. */
export const named = (name: string, message: string, facts: object = {}): Error =>
  Object.assign(new Error(message), { name, ...facts })
