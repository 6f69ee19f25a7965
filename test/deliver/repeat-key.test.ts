/** What vendors know a repeat by, as the actions say it: what `deliver` counts by. */
import { describe, expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { readRequest } from '../../scripts/deliver/attribution.ts'
import { repeatKeyOf } from '../../scripts/deliver/idempotency.ts'
import type { RepeatKey } from '../../scripts/deliver/idempotency.ts'
import { definition } from '../compile/definition.ts'
import { ourFunctions } from '../our-functions.ts'
import { temporaryFolder } from '../temporary.ts'

const url = 'https://api.example.com/track'
const event = { type: 'track', event: 'Order Completed', userId: 'user-1' }

/** A destination whose one action has this line among its members. */
async function resolveAcme(action: string) {
  const folder = await temporaryFolder({
    'package.json': { version: '1.0.0' },
    'destinations/acme/index.ts': definition({ action })
  })
  const config = { destination: 'destinations/acme', displayName: 'Acme' }
  return { folder, fn: await resolveFunction(folder, 'acme', config) }
}

const keyOfAcme = async (action: string): Promise<RepeatKey> => repeatKeyOf((await resolveAcme(action)).fn)

const post = (body: unknown, address = url, headers = {}) =>
  readRequest('POST', address, typeof body === 'string' ? body : JSON.stringify(body), headers)

describe('an action that names a key', () => {
  it.each([
    ['in JSON', post({ unique_id: 'a', more: 1 })],
    ['in a form', post('unique_id=a&more=1')],
    ['in the query', post({}, `${url}?unique_id=a`)],
    ['in a header', post({}, url, { Unique_ID: 'a' })]
  ])('has it %s', async (_, request) => {
    const key = await keyOfAcme(`idempotencyKey: 'unique_id',`)
    expect(key(request, event)).toBe('api.example.com/track "a"')
  })

  it('has it in the part of a list that is the event', async () => {
    const key = await keyOfAcme(`idempotencyKey: 'unique_id',`)
    const request = post([{ unique_id: 'a' }, { unique_id: 'b' }])
    expect(key(request, event, { unique_id: 'b' })).toBe('api.example.com/track "b"')
  })

  it.each([[{}], [{ unique_id: null }]])('counts a request without it again: %j', async (body) => {
    const key = await keyOfAcme(`idempotencyKey: 'unique_id',`)
    expect(key(post(body), event)).toBeUndefined()
  })
})

it('an action asks a function of its own', async () => {
  const key = await keyOfAcme(
    `idempotencyKey: ({ method, headers, body }) => [method, headers.tenant, body.order],`
  )
  const request = post({ order: 7 }, url, { Tenant: 'one' })
  expect(key(request, event)).toBe('api.example.com/track ["POST","one",7]')
})

it('an action that says nothing counts all but what changes nothing', async () => {
  const key = await keyOfAcme('')
  expect(key(post({ unique_id: 'a' }), event)).toBeUndefined()
  expect(key(readRequest('PUT', url, '{"a":1}'), event)).toBe(`PUT ${url} {"a":1}`)
  expect(key(readRequest('DELETE', url, undefined), event)).toBe(`DELETE ${url} ""`)
})

it('is asked of no action whose presets do not take the event', async () => {
  const key = await keyOfAcme(`idempotencyKey: 'unique_id',`)
  expect(key(post({ unique_id: 'a' }), { type: 'identify' })).toBeUndefined()
})

it.each(['7', "''", '{}'])('is refused as %s', async (value) => {
  await expect(resolveAcme(`idempotencyKey: ${value},`)).rejects.toMatchObject({
    code: 'definition',
    message: 'destinations/acme: idempotencyKey of the action "send" is neither a name nor a function.'
  })
})

it('ships, so that a request whose connection turned out to be dead can be sent once more', async () => {
  const { folder, fn } = await resolveAcme(`idempotencyKey: ({ body }) => [body.customer, body.order],`)
  const { code } = await compileFunction(folder, fn)
  expect(code).toContain('idempotencyKey: ({ body }) => [body.customer, body.order]')
})

describe('what our vendors know a repeat by', () => {
  const squatch = 'https://app.referralsaasquatch.com/api/v1/test/open/account/a/user/u'
  const dub = 'https://api.dub.co/track'
  const impact = 'https://api.impact.com/Advertisers/fake/Conversions'
  const lead = { ...event, event: 'Sign Up' }

  async function keyOf(vendor: string): Promise<RepeatKey> {
    return repeatKeyOf(await resolveFunction(process.cwd(), vendor, ourFunctions[vendor]!))
  }

  it.each([
    [
      'a lead',
      'dub',
      lead,
      post({ customerExternalId: 'c', eventName: 'a', clickId: '1' }, `${dub}/lead`),
      'api.dub.co/track/lead ["c","a"]'
    ],
    ['a sale', 'dub', event, post({ invoiceId: '1' }, `${dub}/sale`), 'api.dub.co/track/sale "1"'],
    ['a sale without an invoice', 'dub', event, post({}, `${dub}/sale`), undefined],
    [
      'an event',
      'saasquatch',
      event,
      post({ idempotencyKey: 'm', events: [{ id: 1 }] }, `${squatch}/events`),
      'app.referralsaasquatch.com/api/v1/test/open/account/a/user/u/events "m"'
    ],
    [
      'an order',
      'impact',
      event,
      post('OrderId=1&EventCode=INSTALL', impact),
      'api.impact.com/Advertisers/fake/Conversions ["1","INSTALL"]'
    ],
    ['an order numbered by impact.com', 'impact', event, post('OrderId=IR_AN_64_TS', impact), undefined]
  ])('%s of %s', async (_, vendor, taken, request, expected) => {
    expect((await keyOf(vendor))(request, taken)).toBe(expected)
  })
})
