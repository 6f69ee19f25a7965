import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import type * as ActionsCore from '@segment/actions-core'
import { classify, failureByStatus } from '../../../scripts/runtime/engine/classify.ts'
import * as runtime from '../../../scripts/runtime/core/index.ts'
import { SkippedEvent } from '../../../scripts/runtime/author/index.ts'

const core = createRequire(import.meta.url)('@segment/actions-core') as typeof ActionsCore

/** `retried`, a class of Segment's that discards, `skipped`, or the name of a bug. */
const classOf = (thrown: unknown): string => {
  const failure = classify(thrown)
  return failure.kind === 'discarded' || failure.kind === 'bug' ? failure.name : failure.kind
}

const answer = (status: number, content = '', type = 'application/json') =>
  new runtime.HTTPError({
    status,
    statusText: 'Some words',
    content,
    headers: new Headers({ 'content-type': type })
  } as never)

const named = (name: string, facts: object): Error =>
  Object.assign(new Error('some reason'), { name, ...facts })
const fetchError = (type: string, facts: object = {}): Error => named('FetchError', { type, ...facts })

describe('an answer of the vendor', () => {
  it.each([
    [300, 'InvalidEventPayload'],
    [301, 'InvalidEventPayload'],
    [304, 'InvalidEventPayload'],
    [307, 'InvalidEventPayload'],
    [400, 'InvalidEventPayload'],
    [401, 'InvalidEventPayload'],
    [402, 'InvalidEventPayload'],
    [403, 'InvalidEventPayload'],
    [404, 'InvalidEventPayload'],
    [405, 'InvalidEventPayload'],
    [406, 'InvalidEventPayload'],
    [408, 'retried'],
    [409, 'InvalidEventPayload'],
    [410, 'InvalidEventPayload'],
    [413, 'InvalidEventPayload'],
    [415, 'InvalidEventPayload'],
    [418, 'InvalidEventPayload'],
    [422, 'InvalidEventPayload'],
    [423, 'retried'],
    [424, 'InvalidEventPayload'],
    [425, 'InvalidEventPayload'],
    [426, 'InvalidEventPayload'],
    [428, 'InvalidEventPayload'],
    [429, 'retried'],
    [431, 'InvalidEventPayload'],
    [451, 'InvalidEventPayload'],
    [499, 'InvalidEventPayload'],
    [500, 'retried'],
    [501, 'InvalidEventPayload'],
    [502, 'retried'],
    [503, 'retried'],
    [504, 'retried'],
    [505, 'retried'],
    [507, 'retried'],
    [511, 'retried'],
    [520, 'retried'],
    [529, 'retried'],
    [599, 'retried']
  ])('with status %i is %s', (status, expected) => {
    expect(classOf(answer(status))).toBe(expected)
  })

  it('keeps its status for batches and its words for the message', () => {
    expect(
      classify(answer(422, '{"error":{"code":"unprocessable_entity","message":"Amount is missing."}}'))
    ).toEqual({
      kind: 'discarded',
      name: 'InvalidEventPayload',
      message: 'HTTP 422: Amount is missing. (unprocessable_entity)',
      status: 422
    })
  })

  it('without words is named by its status', () => {
    expect(classify(answer(503))).toEqual({
      kind: 'retried',
      name: 'RetryError',
      message: 'HTTP 503',
      status: 503
    })
  })
})

describe('a fault of the network', () => {
  it.each([
    ['ECONNRESET', fetchError('system', { code: 'ECONNRESET' })],
    ['ECONNREFUSED', fetchError('system', { code: 'ECONNREFUSED' })],
    ['ENOTFOUND', fetchError('system', { code: 'ENOTFOUND' })],
    ['EAI_AGAIN', fetchError('system', { code: 'EAI_AGAIN' })],
    ['ETIMEDOUT', fetchError('system', { code: 'ETIMEDOUT' })],
    ['EPIPE', fetchError('system', { code: 'EPIPE' })],
    ['EHOSTUNREACH', fetchError('system', { code: 'EHOSTUNREACH' })],
    ['a certificate that is out of date', fetchError('system', { code: 'CERT_HAS_EXPIRED' })],
    ['a certificate of another host', fetchError('system', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })],
    ['a self-signed certificate', fetchError('system', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })],
    ['an unknown authority', fetchError('system', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })],
    ['a failed handshake', fetchError('system', { code: 'EPROTO' })],
    ['socket hang up', fetchError('system', { message: 'request failed, reason: socket hang up' })],
    ['a body that breaks off', fetchError('system', { code: 'ERR_STREAM_PREMATURE_CLOSE' })],
    ['no answer in time', fetchError('request-timeout')],
    ['no end of the body in time', fetchError('body-timeout')],
    ["Node's own error, through the https module", named('Error', { code: 'ECONNRESET' })],
    ['several addresses that all refuse', named('AggregateError', { code: 'ECONNREFUSED' })],
    ['a TLS error through the https module', named('Error', { code: 'CERT_HAS_EXPIRED' })]
  ])('is retried: %s', (_, thrown) => {
    expect(classOf(thrown)).toBe('retried')
  })

  it.each([
    ['redirects without end', fetchError('max-redirect')],
    ['a redirect where none is allowed', fetchError('no-redirect')],
    ['a redirect that cannot be followed', fetchError('unsupported-redirect')],
    ['text where an action reads JSON', fetchError('invalid-json')],
    ['more data than is read', fetchError('max-size')]
  ])('is no fault when the vendor means it: %s', (_, thrown) => {
    expect(classOf(thrown)).toBe('InvalidEventPayload')
  })

  it('never repeats the address, which may be secret', () => {
    const thrown = Object.assign(fetchError('system', { code: 'ECONNRESET' }), {
      message: 'request to https://hooks.example.test/pf/secret failed, reason: read ECONNRESET'
    })
    expect(classify(thrown).message).toBe('the connection failed (ECONNRESET)')
  })
})

describe("actions-core's classes, of the compiled function and of the reference engine", () => {
  it.each([
    [
      'IntegrationError 400',
      (c: typeof runtime) => new c.IntegrationError('x', 'BAD', 400),
      'InvalidEventPayload'
    ],
    ['IntegrationError 429', (c: typeof runtime) => new c.IntegrationError('x', 'SLOW', 429), 'retried'],
    ['IntegrationError 500', (c: typeof runtime) => new c.IntegrationError('x', 'DOWN', 500), 'retried'],
    [
      'IntegrationError 501',
      (c: typeof runtime) => new c.IntegrationError('x', 'NONE', 501),
      'InvalidEventPayload'
    ],
    [
      'IntegrationError 200',
      (c: typeof runtime) => new c.IntegrationError('x', 'ODD', 200),
      'InvalidEventPayload'
    ],
    ['APIError 404', (c: typeof runtime) => new c.APIError('x', 404), 'InvalidEventPayload'],
    ['APIError 503', (c: typeof runtime) => new c.APIError('x', 503), 'retried'],
    ['PayloadValidationError', (c: typeof runtime) => new c.PayloadValidationError('x'), 'ValidationError'],
    [
      'InvalidAudienceMembershipError',
      (c: typeof runtime) => new c.InvalidAudienceMembershipError('x'),
      'ValidationError'
    ],
    [
      'InvalidAuthenticationError',
      (c: typeof runtime) => new c.InvalidAuthenticationError('x'),
      'InvalidEventPayload'
    ],
    ['RetryableError', (c: typeof runtime) => new c.RetryableError('x'), 'retried'],
    ['RetryableError 400', (c: typeof runtime) => new c.RetryableError('x', 400 as never), 'retried'],
    ['SelfTimeoutError', (c: typeof runtime) => new c.SelfTimeoutError('x'), 'retried'],
    ['RequestTimeoutError', (c: typeof runtime) => new c.RequestTimeoutError('x'), 'retried']
  ])('%s', (_, make, expected) => {
    expect(classOf(make(runtime))).toBe(expected)
    expect(classOf(make(core as unknown as typeof runtime))).toBe(expected)
  })
})

describe('what else can be thrown', () => {
  it.each([
    ['SkippedEvent', new SkippedEvent('no use for it'), 'skipped'],
    ["Segment's RetryError", named('RetryError', {}), 'retried'],
    ["Segment's ValidationError", named('ValidationError', {}), 'ValidationError'],
    ["Segment's InvalidEventPayload", named('InvalidEventPayload', {}), 'InvalidEventPayload'],
    ["Segment's EventNotSupported", named('EventNotSupported', {}), 'EventNotSupported'],
    ['an error of a vendor library with status 503', named('VendorError', { status: 503 }), 'retried'],
    [
      'an error of a vendor library with a response',
      named('VendorError', { response: { status: 404 } }),
      'InvalidEventPayload'
    ],
    ['a TypeError', new TypeError("Cannot read properties of undefined (reading 'x')"), 'TypeError'],
    ['a RangeError', new RangeError('Invalid array length'), 'RangeError'],
    ['a plain error', new Error('oops'), 'Error'],
    ["a bug of Node's own making", named('TypeError', { code: 'ERR_INVALID_ARG_TYPE' }), 'TypeError'],
    ['a text', 'oops', 'Error'],
    ['null', null, 'Error'],
    ['undefined', undefined, 'Error'],
    ['a number', 503, 'Error'],
    ['an object without a name', { reason: 'oops' }, 'Error']
  ])('%s', (_, thrown, expected) => {
    expect(classOf(thrown)).toBe(expected)
  })

  it('gives every failure a batch status that says the same', () => {
    expect(classify(new runtime.IntegrationError('x', 'ODD', 200)).status).toBe(400)
    expect(classify(new runtime.RetryableError('x', 400)).status).toBe(500)
    expect(classify(new TypeError('x')).status).toBe(400)
  })
})

describe('a status that is none', () => {
  it.each([
    [200, 400],
    [0, 400],
    [Number.NaN, 400],
    [422.5, 400],
    ['422' as never, 400],
    [600, 500],
    ['503' as never, 500]
  ])('%p stands as %i in a batch, which would else count as delivered as a whole', (claimed, status) => {
    expect(failureByStatus(claimed, 'some reason')).toMatchObject({ status })
  })
})
