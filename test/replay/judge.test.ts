import { describe, expect, it } from '@jest/globals'
import type { RecordedRequest } from '../../scripts/host/exchange.ts'
import { judge } from '../../scripts/replay/judge.ts'
import { fixtureWith, url } from './demo.ts'

const sent: RecordedRequest = { method: 'POST', url, headers: {}, body: '{"name":"Signed Up"}' }
const delivered = {
  outcome: 'delivered' as const,
  requests: [sent],
  exchanges: { unused: [], unmatched: [] }
}
const wrong = { ...sent, body: '{"name":"Other","id":1}' }
const mismatched = {
  outcome: 'delivered' as const,
  requests: [wrong],
  exchanges: {
    unused: [0],
    unmatched: [
      {
        request: 0,
        nearest: {
          exchange: 0,
          used: false,
          differences: [{ part: 'body' as const, message: 'body.name: expected "Signed Up", sent "Other"' }]
        }
      }
    ]
  }
}

describe('judge', () => {
  it('has nothing to say of a fixture that passes', () => {
    expect(judge(fixtureWith(), delivered, delivered)).toEqual([])
  })

  it('shows the nearest exchange of a wrong request, once for both engines', () => {
    expect(judge(fixtureWith(), mismatched, mismatched)).toEqual([
      `fixtures/demo/case.json: the function sent POST ${url}, which no exchange expects.
  Nearest: exchange 1, where body.name: expected "Signed Up", sent "Other".
  Add the exchange to the fixture, or change the mapping in segment.config.json (functions.demo.presets).`
    ])
  })

  it('does not hold the outcome of a request that nobody answered against the fixture, too', () => {
    const unanswered = {
      ...mismatched,
      outcome: 'retried' as const,
      error: { name: 'RetryError', message: 'ENETUNREACH' }
    }
    expect(judge(fixtureWith(), unanswered, unanswered)).toEqual(judge(fixtureWith(), mismatched, mismatched))
  })

  it('says which engine went wrong, and where they differ', () => {
    expect(judge(fixtureWith(), mismatched, delivered)).toEqual([
      `fixtures/demo/case.json: the compiled function sent POST ${url}, which no exchange expects.
  Nearest: exchange 1, where body.name: expected "Signed Up", sent "Other".
  Add the exchange to the fixture, or change the mapping in segment.config.json (functions.demo.presets).`,
      `fixtures/demo/case.json: the compiled function and actions-core sent different requests.
  POST ${url} and POST ${url} differ: body.name: expected "Signed Up", sent "Other"; body.id: expected nothing, sent 1.
  The definition does something that its compiled form cannot do the same way; please report it with the fixture.`
    ])
  })

  it('names an exchange that nothing used', () => {
    const silent = { outcome: 'delivered' as const, requests: [], exchanges: { unused: [0], unmatched: [] } }
    expect(judge(fixtureWith(), silent, silent)).toEqual([
      `fixtures/demo/case.json: the function never sent POST ${url}, which exchange 1 expects.
  Take the exchange out, or look why nothing was sent: the subscription, the settings, an earlier reply.`
    ])
  })

  it('tells headers apart, but for those of the connection', () => {
    const plain = { ...delivered, requests: [{ ...sent, headers: { connection: 'close', 'x-id': '1' } }] }
    const other = {
      ...delivered,
      requests: [{ ...sent, headers: { connection: 'keep-alive', 'x-id': '2' } }]
    }
    expect(judge(fixtureWith(), plain, other)).toEqual([
      `fixtures/demo/case.json: the compiled function and actions-core sent different requests.
  POST ${url} and POST ${url} differ: header x-id: 1 and 2.
  The definition does something that its compiled form cannot do the same way; please report it with the fixture.`
    ])
  })

  it('compares requests without regard to their order', () => {
    const second = { ...sent, url: `${url}/2` }
    const one = { ...delivered, requests: [sent, second] }
    const other = { ...delivered, requests: [second, sent] }
    expect(judge(fixtureWith(), one, other)).toEqual([])
  })

  const refused = {
    ...delivered,
    outcome: 'discarded' as const,
    error: { name: 'InvalidEventPayload', message: 'Demo, Track: HTTP 404: no such link.' }
  }

  it.each([
    [
      { outcome: 'delivered' as const },
      `fixtures/demo/case.json: the outcome is discarded where delivered is expected.
  It threw InvalidEventPayload: Demo, Track: HTTP 404: no such link.
  Change expect.outcome, or what the vendor answers in the exchanges.`
    ],
    [
      { outcome: 'discarded' as const, error: 'ValidationError' },
      `fixtures/demo/case.json: the error is InvalidEventPayload where ValidationError is expected.
  It threw InvalidEventPayload: Demo, Track: HTTP 404: no such link.
  Change expect.error to the class of the error.`
    ],
    [
      { outcome: 'discarded' as const, error: 'InvalidEventPayload', message: 'no such customer' },
      `fixtures/demo/case.json: the error's message does not contain "no such customer".
  It threw InvalidEventPayload: Demo, Track: HTTP 404: no such link.
  Change expect.message to a part of it.`
    ]
  ])('compares the end with %j', (expect_, text) => {
    expect(judge(fixtureWith({ expect: expect_ }), refused, refused)).toEqual([text])
  })

  it('compares the statuses of a batch', () => {
    const fixture = fixtureWith({ batch: true, expect: { statuses: [200, 200] } })
    const statuses = [{ status: 200 }, { status: 500, errormessage: 'HTTP 503' }]
    const compiled = { ...delivered, outcome: 'retried' as const, statuses }
    const reference = {
      ...delivered,
      outcome: 'retried' as const,
      outcomes: ['delivered', 'retried'] as const
    }
    expect(judge(fixture, compiled, { ...reference, outcomes: [...reference.outcomes] })).toEqual([
      `fixtures/demo/case.json: the statuses are 200, 500 where 200, 200 are expected.
  Event 2: HTTP 503
  Change expect.statuses, or what the vendor answers in the exchanges.`
    ])
  })

  it('does not let the engines come to different ends', () => {
    expect(judge(fixtureWith(), delivered, refused)).toEqual([
      `fixtures/demo/case.json: the compiled function and actions-core come to different outcomes.
  Compiled: delivered. actions-core: discarded with InvalidEventPayload (Demo, Track: HTTP 404: no such link.).
  The definition does something that its compiled form cannot do the same way; please report it with the fixture.`
    ])
  })

  const fixture = fixtureWith({ differs: 'redirect', expect: { outcome: 'discarded' } })

  it('asks only the compiled function about a difference on purpose', () => {
    expect(judge(fixture, { ...delivered, outcome: 'discarded' }, mismatched)).toEqual([])
    expect(judge(fixture, mismatched, delivered)).toEqual([
      `fixtures/demo/case.json: the compiled function sent POST ${url}, which no exchange expects.
  Nearest: exchange 1, where body.name: expected "Signed Up", sent "Other".
  Add the exchange to the fixture, or change the mapping in segment.config.json (functions.demo.presets).`
    ])
  })

  it('does not let a difference stand that is none', () => {
    expect(judge(fixture, refused, refused)).toEqual([
      `fixtures/demo/case.json: it names the difference "redirect", but the compiled function and actions-core do the same.
  Take "differs" out.`
    ])
  })
})
