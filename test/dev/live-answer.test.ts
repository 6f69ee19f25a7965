/** What of a real answer stands in a fixture. */
import { expect, it } from '@jest/globals'
import { asFixture } from '../../scripts/dev/live-answer.ts'

const connection = { connection: 'close', date: 'Wed, 04 Mar 2026 05:06:07 GMT', 'x-request-id': '7' }

it.each([
  [
    { status: 200, headers: { ...connection, 'content-type': 'application/json' }, body: '{"ok":true}' },
    { reply: { status: 200, json: { ok: true } } }
  ],
  [
    { status: 400, headers: { 'content-type': 'application/problem+json' }, body: '[]' },
    { reply: { status: 400, headers: { 'content-type': 'application/problem+json' }, json: [] } }
  ],
  [
    { status: 429, headers: { ...connection, 'retry-after': '7' }, body: 'slow down' },
    { reply: { status: 429, headers: { 'retry-after': '7' }, text: 'slow down' } }
  ],
  [{ status: 204, headers: connection, body: '' }, { reply: { status: 204 } }],
  [{ error: 'connect ECONNREFUSED 127.0.0.1:1' }, { fault: 'refused' }],
  [{ error: 'socket hang up' }, { fault: 'reset' }],
  [{ error: 'no answer came while the function ran' }, { fault: 'timeout' }]
])('%j', (answer, kept) => {
  expect(asFixture(answer)).toEqual(kept)
})
