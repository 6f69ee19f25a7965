/** Membership of audiences: what the events of Engage and of a warehouse say, as actions-core reads them. */
import { expect, it } from '@jest/globals'
import { createRequire } from 'node:module'
import { resolveAudienceMembership } from '../../../scripts/runtime/core/audience-membership.ts'
import * as runtime from '../../../scripts/runtime/core/index.ts'
import { syncMembership } from '../../../scripts/runtime/core/sync-mode.ts'
import type { SegmentEvent } from '../../../scripts/runtime/author/types.ts'

const file = createRequire(import.meta.url)
  .resolve('@segment/actions-core')
  .replace(/index\.js$/, 'audience-membership.js')
const reference = createRequire(import.meta.url)(file) as {
  resolveAudienceMembership(event: unknown, syncMode?: string): boolean | undefined
}

const personas = { computation_class: 'audience', computation_key: 'big' }
const events = [
  ...['new', 'updated', 'deleted', 'other', ''].map((event) => ({ type: 'track', event })),
  { type: 'identify', event: 'new' },
  { type: 'track' },
  { type: 'track', event: 'new', properties: { big: false }, context: { personas } },
  { type: 'track', event: 'deleted', properties: { big: 'yes' }, context: { personas } },
  { type: 'identify', traits: { big: true }, context: { personas } },
  { type: 'page', properties: { big: true }, context: { personas } }
] as SegmentEvent[]

const modes = [undefined, 'add', 'update', 'upsert', 'delete', 'mirror']

it.each(modes.flatMap((mode) => events.map((event) => [mode, event] as const)))(
  'in the mode %s, of %j',
  (mode, event) => {
    const own =
      resolveAudienceMembership(event) ?? (mode === undefined ? undefined : syncMembership(event, mode))
    const expected = reference.resolveAudienceMembership(event, mode)
    expect([own, runtime.resolveAudienceMembership(event, mode)]).toEqual([expected, expected])
  }
)

it('says nothing of no event, as an action may ask', () => {
  expect(runtime.resolveAudienceMembership(undefined, 'mirror')).toBeUndefined()
})
