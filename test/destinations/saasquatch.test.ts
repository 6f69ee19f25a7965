/**
 * SaaSquatch's rules for names, custom fields, order fields and batches as tables: cases too many, or too close together,
 * for fixtures.
 */
import { describe, expect, it } from '@jest/globals'
import { PayloadValidationError, type RequestClient } from '@segment/actions-core'
import fc from 'fast-check'
import { person } from '../../destinations/saasquatch/person.ts'
import { customEventFields } from '../../destinations/saasquatch/trackEvent/custom-event-fields.ts'
import { squatchEvent } from '../../destinations/saasquatch/trackEvent/event.ts'
import type { TrackPayload } from '../../destinations/saasquatch/trackEvent/fields.ts'
import { camelCase, eventKey } from '../../destinations/saasquatch/trackEvent/names.ts'
import { purchaseFields, refundFields } from '../../destinations/saasquatch/trackEvent/order-fields.ts'
import { sendBatch } from '../../destinations/saasquatch/trackEvent/send-batch.ts'
import { groupByUser } from '../../destinations/saasquatch/trackEvent/user-groups.ts'
import { customFields } from '../../destinations/saasquatch/upsertUser/custom-fields.ts'
import { localeOf } from '../../destinations/saasquatch/upsertUser/locale.ts'

describe('camelCase', () => {
  it.each([
    ['Plan-Upgraded (v2)!', 'planUpgradedV2'],
    ['plan_type', 'planType'],
    ['planType', 'planType'],
    ['PlanType', 'planType'],
    ['URL Shared', 'urlShared'],
    ['URL', 'url'],
    ['URLShared', 'uRLShared'],
    ['shared URL', 'sharedUrl'],
    ['user ID', 'userId'],
    ['PLAN_TYPE', 'planType'],
    ['USER_SEGMENT_ID', 'userSegmentId'],
    ['already camelCase', 'alreadyCamelCase'],
    ['HTTPStatus', 'hTTPStatus'],
    ['A', 'a'],
    ['A/B Test', 'aBTest'],
    ['2FA enabled', '2faEnabled'],
    ['2fa ENABLED', '2faEnabled'],
    ['2024', '2024'],
    ['[Beta] Signed Up', 'betaSignedUp'],
    ['  spaced   out  ', 'spacedOut'],
    ['$99 Plan', '99Plan'],
    ['Größe gewählt', 'groeGewahlt'],
    ['Très bien', 'tresBien'],
    ['Réservation créée', 'reservationCreee'],
    ['GRÖSSE', 'grosse'],
    ['naive日本text', 'naivetext'],
    ['İstanbul', 'istanbul'],
    ['日本', ''],
    ['_', ''],
    ['', '']
  ])('turns %j into %j', (text, name) => {
    expect(camelCase(text)).toBe(name)
  })

  it('cuts at 64 characters, wherever that is', () => {
    expect(camelCase('word '.repeat(40))).toBe(`word${'Word'.repeat(15)}`)
  })

  it('gives at most 64 ASCII letters and digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(camelCase(text)).toMatch(/^[A-Za-z0-9]{0,64}$/)
      })
    )
  })
})

describe('eventKey', () => {
  it.each([
    ['Order Completed', 'purchase'],
    ['Order Refunded', 'refund'],
    ['order completed', 'orderCompleted'],
    ['Order Completed ', 'orderCompleted'],
    ['OrderCompleted', 'orderCompleted'],
    ['Purchase', 'purchase'],
    ['constructor', 'constructor']
  ])('gives %j the key %j', (name, key) => {
    expect(eventKey(name)).toBe(key)
  })

  it.each(['!!!', '', ' ', '日本', '\u0000'])('refuses %j, of which nothing is left', (name) => {
    expect(() => eventKey(name)).toThrow(PayloadValidationError)
  })
})

describe('localeOf', () => {
  it.each([
    ['en-US', 'en_US'],
    ['en_US', 'en_US'],
    ['es-419', 'es_419'],
    ['en', undefined],
    ['EN-us', undefined],
    ['en-us', undefined],
    ['en--US', undefined],
    ['zh-Hans-CN', undefined],
    ['fil-PH', undefined],
    ['en-US\n', undefined],
    ['en-US.UTF-8', undefined],
    ['', undefined],
    [undefined, undefined]
  ])('reads %j as %j', (locale, result) => {
    expect(localeOf(locale)).toBe(result)
  })
})

describe('person', () => {
  it.each([
    [{ name: 'Jane Q. Doe' }, { firstName: 'Jane', lastName: 'Q. Doe' }],
    [{ name: 'Jane' }, { firstName: 'Jane' }],
    [{ name: ' \u00a0Jane\u3000Doe ' }, { firstName: 'Jane', lastName: 'Doe' }],
    [
      { firstName: 'Bob', name: 'Jane Doe' },
      { firstName: 'Bob', lastName: 'Doe' }
    ],
    [{ firstName: 'Bob', name: 'Jane' }, { firstName: 'Bob' }],
    [
      { firstName: '', lastName: ' ', name: 'Jane Doe' },
      { firstName: 'Jane', lastName: ' ' }
    ],
    [{ name: ' ' }, {}],
    [{ email: '' }, {}],
    [{}, {}]
  ])('reads %j as %j', (traits, names) => {
    expect(person(traits)).toEqual(names)
  })
})

describe('customFields', () => {
  it('keeps a name of "__proto__" as a field and nothing more', () => {
    const fields = customFields(JSON.parse('{"__proto__": "x"}') as Record<string, unknown>, true)
    expect(Object.entries(fields!)).toEqual([['__proto__', 'x']])
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
  })

  it('merges names that are equal only after the cut', () => {
    const name = 'x'.repeat(64)
    expect(customFields({ [`${name}1`]: 1, [`${name}2`]: 2 })).toEqual({ [name]: 2 })
  })

  it('counts the 100 fields in the order in which their names first appear', () => {
    const traits = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, i]))
    expect(Object.keys(customFields({ ...traits, 'f 0': 'later' })!)).toEqual(
      Array.from({ length: 100 }, (_, i) => `f${i}`)
    )
  })

  it.each([[{}], [undefined], [{ email: 'jane.doe@example.com', tags: [], '?': 1 }]])(
    'finds none in %j',
    (traits) => {
      expect(customFields(traits)).toBeUndefined()
    }
  )

  it('never gives SaaSquatch what it refuses', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.boolean(),
        (traits, keep) => {
          for (const [name, value] of Object.entries(customFields(traits, keep) ?? {})) {
            expect(name).toMatch(/^[A-Za-z0-9_]{1,64}$/)
            expect(value === null || ['string', 'number', 'boolean'].includes(typeof value)).toBe(true)
          }
        }
      )
    )
  })
})

describe('customEventFields', () => {
  it('leaves the event as it was', () => {
    const properties = { plan_type: { tags: ['a', ['b']], text: 'x'.repeat(1025) } }
    const before = structuredClone(properties)
    customEventFields(properties)
    expect(properties).toEqual(before)
  })

  it('leaves no list inside a list, whatever it is given', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (properties) => {
        expect(JSON.stringify(customEventFields(properties)).replace(/"(?:[^"\\]|\\.)*"/g, '""')).not.toMatch(
          /\[\[|,\[/
        )
      })
    )
  })
})

describe('purchaseFields', () => {
  it.each([
    [25, 25],
    ['25.00', 25],
    [' 25 ', 25],
    ['1e3', 1000],
    ['0x10', 16],
    ['.5', 0.5],
    [0, 0],
    ['0', 0],
    ['', undefined],
    [-1, undefined],
    ['-1', undefined],
    [null, undefined],
    [[25], 25]
  ])('reads an amount of %j as %j', (total, amount) => {
    expect(purchaseFields({ total })).toEqual(amount === undefined ? {} : { total: amount })
  })

  it.each(['25,00', '1,299.00', '$25', ' ', 'NaN', 'Infinity', true, [1, 2], {}])(
    'refuses an order worth %j, which is no amount',
    (value) => {
      expect(() => purchaseFields({ total: value })).toThrow('The total must be a number')
      expect(() => refundFields({ revenue: value })).toThrow('The revenue must be a number')
      const products = [{ sku: 'S', price: value }]
      expect(() => purchaseFields({ products })).toThrow('The price must be a number')
      expect(purchaseFields({ tax: value, shipping: value, discount: value })).toEqual({})
    }
  )

  it.each([
    ['ref1234', 'ref1234'],
    [1234, '1234'],
    [0, '0'],
    [1.5, '1.5'],
    [' ', undefined],
    ['\u200b', undefined],
    ['x'.repeat(376), 'x'.repeat(375)],
    ['x'.repeat(374) + '😀', 'x'.repeat(374)],
    ['', undefined],
    [true, undefined],
    [null, undefined],
    [['a'], undefined],
    [{}, undefined]
  ])('reads an order id of %j as %j', (order_id, text) => {
    expect(purchaseFields({ order_id })).toEqual(text === undefined ? {} : { order_id: text })
  })

  it.each([
    ['usd', 'USD'],
    ['Usd', 'USD'],
    ['USD', 'USD'],
    ['USDT', undefined],
    ['us', undefined],
    [' usd', undefined],
    ['ßa', undefined],
    ['ıns', undefined],
    [840, undefined]
  ])('reads a currency of %j as %j', (currency, code) => {
    expect(purchaseFields({ currency })).toEqual(code === undefined ? {} : { currency: code })
  })

  it.each([
    [{ quantity: 2 }, { quantity: 2 }],
    [{ quantity: '2' }, { quantity: 2 }],
    [{ quantity: 0 }, { quantity: 0 }],
    [{ quantity: -1 }, {}],
    [{ quantity: 1.5 }, {}],
    [{ position: -1 }, { position: -1 }],
    [{ position: '3' }, { position: 3 }],
    [{ position: '3.5' }, {}],
    [{ price: '3.99' }, { price: 3.99 }],
    [{ price: -3.99 }, {}],
    [{ constructor: 'x', colour: 'red' }, {}]
  ])('reads %j of a product as %j', (given, read) => {
    expect(purchaseFields({ products: [{ product_id: 'p1', ...given }] })).toEqual({
      products: [{ product_id: 'p1', ...read }]
    })
  })
})

describe('refundFields', () => {
  it('knows fewer fields than a purchase', () => {
    const all = { checkout_id: 'c', order_id: 'o', coupon: 'x', subtotal: 1, discount: 1, total: 2, tax: 1 }
    expect(refundFields(all)).toEqual({ order_id: 'o', total: 2, tax: 1 })
  })
})

describe('groupByUser', () => {
  const entries = (payloads: Partial<TrackPayload>[]) =>
    payloads.map((given, index) => {
      const payload = { userId: 'u1', accountId: 'u1', eventName: `Event ${index}`, ...given }
      return { index, payload, event: squatchEvent(payload) }
    })
  const calls = (payloads: Partial<TrackPayload>[]) => groupByUser(entries(payloads)).map(({ call }) => call)

  it('keeps the order of users and, for each, of events', () => {
    const groups = groupByUser(entries([{}, { userId: 'u2' }, {}, { accountId: 'acct9' }, { userId: 'u2' }]))
    expect(groups.map(({ entries }) => entries.map(({ index }) => index))).toEqual([[0, 2], [1, 4], [3]])
  })

  it('does not mix up users whose ids look alike when written in a row', () => {
    expect(
      calls([
        { accountId: 'a","b', userId: 'c' },
        { accountId: 'a', userId: 'b","c' }
      ])
    ).toHaveLength(2)
  })

  it.each([
    ['a single key stays as it is', ['k1'], 'k1'],
    ['a single empty key is none', [''], ''],
    ['without any key there is none', [undefined, undefined], undefined],
    ['without the key of every event there is none', ['k1', undefined], undefined]
  ])('%s', (_, keys, key) => {
    const [call] = calls(keys.map((idempotencyKey) => ({ idempotencyKey })))
    expect(call!.idempotencyKey).toBe(key)
  })

  it('gives the same events the same key in any order, and other events another', () => {
    const keyOf = (...keys: string[]) =>
      calls(keys.map((idempotencyKey) => ({ idempotencyKey })))[0]!.idempotencyKey
    expect(keyOf('k1', 'k2', 'k3')).toMatch(/^[0-9a-f]{64}$/)
    expect(keyOf('k3', 'k1', 'k2')).toBe(keyOf('k1', 'k2', 'k3'))
    expect(keyOf('k1', 'k2')).not.toBe(keyOf('k1', 'k2', 'k3'))
    expect(keyOf('k1,k2', 'k3')).not.toBe(keyOf('k1', 'k2,k3'))
  })

  it('takes of every trait the last value that says something', () => {
    const [call] = calls([
      { email: 'old@example.com', name: 'Jane Doe' },
      { email: 'jane.doe@example.com', name: '' },
      { firstName: 'Janet' }
    ])
    expect(call!.traits).toEqual({ email: 'jane.doe@example.com', name: 'Jane Doe', firstName: 'Janet' })
  })
})

describe('sendBatch', () => {
  const settings = {
    apiKey: 'TEST_abcDEF123',
    tenantAlias: 'test_acme1',
    keepUnderscores: false,
    forwardClientInfo: true
  }
  const payload = (userId: string, eventName: string): TrackPayload => ({
    userId,
    accountId: userId,
    eventName
  })
  const client = (answer: (url: string) => Promise<unknown>) =>
    ((url: string) => answer(url)) as unknown as RequestClient

  it('says of every payload what was sent and answered, in the order of the payloads', async () => {
    const request = client((url) =>
      url.includes('/user/u1/')
        ? Promise.resolve({ data: { events: [] } })
        : Promise.reject(Object.assign(new Error('late'), { name: 'RequestTimeoutError', status: 408 }))
    )
    const payloads = [payload('u1', 'A'), payload('u2', 'B'), payload('u1', '!!!'), payload('u1', 'C')]
    const responses = await sendBatch(request, settings, payloads)
    expect(responses.getAllResponses().map((response) => response.value())).toEqual([
      { status: 200, sent: { key: 'a' }, body: { events: [] } },
      { status: 408, errortype: 'REQUEST_TIMEOUT', errormessage: 'late', sent: { key: 'b' } },
      {
        status: 400,
        errortype: 'PAYLOAD_VALIDATION_FAILED',
        errormessage:
          'The event name "!!!" holds neither a letter from A to Z nor a digit, so it gives no event key.'
      },
      { status: 200, sent: { key: 'c' }, body: { events: [] } }
    ])
  })

  it('has at most five calls under way', async () => {
    let underWay = 0
    let most = 0
    const request = client(async () => {
      underWay++
      most = Math.max(most, underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay--
      return { data: {} }
    })
    const payloads = Array.from({ length: 20 }, (_, i) => payload(`u${i}`, 'Signed Up'))
    const responses = await sendBatch(request, settings, payloads)
    expect(most).toBe(5)
    expect(responses.length()).toBe(20)
  })

  it('refuses a batch without a tenant alias as a whole', async () => {
    const request = client(() => Promise.reject(new Error('never called')))
    await expect(sendBatch(request, { ...settings, tenantAlias: ' ' }, [payload('u1', 'A')])).rejects.toThrow(
      PayloadValidationError
    )
  })
})
