/**
 * Dub's rules for amounts, metadata and e-mail addresses as tables: cases too many, or too close together, for fixtures.
 */
import { describe, expect, it } from '@jest/globals'
import { PayloadValidationError } from '@segment/actions-core'
import fc from 'fast-check'
import { customerDetails } from '../../destinations/dub/customer.ts'
import { metadataOf } from '../../destinations/dub/metadata.ts'
import type { Settings } from '../../destinations/dub/settings.ts'
import { amountOf } from '../../destinations/dub/trackSale/amount.ts'
import { paymentProcessorOf } from '../../destinations/dub/trackSale/payment-processor.ts'

const inCents: Settings = { apiKey: 'dub_test_key', revenueUnit: 'cents' }
const inCurrencyUnits: Settings = { ...inCents, revenueUnit: 'currency units' }

describe('amountOf', () => {
  it.each([
    [49.99, 'EUR', 4999],
    [0.29, 'USD', 29], // 0.29 * 100 is 28.999999999999996
    [1.005, 'USD', 100], // and 1.005 * 100 is 100.49999999999999
    [0, 'USD', 0],
    [1.5, 'KWD', 150],
    [1.5, undefined, 150]
  ])('turns %d major units of %s into %d', (amount, currency, cents) => {
    expect(amountOf({ amount: String(amount), currency: currency! }, inCurrencyUnits)).toBe(cents)
  })

  it.each(
    'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').flatMap((code) => [
      [code, 1580],
      [code.toLowerCase(), 1580]
    ])
  )('leaves %s without cents', (currency, amount) => {
    const sale = { amount: '1579.6', currency: String(currency) }
    expect(amountOf(sale, inCurrencyUnits)).toBe(amount)
  })

  it.each([0, 1, 1000, Number.MAX_SAFE_INTEGER])('leaves %d cents as they are', (amount) => {
    expect(amountOf({ amount: String(amount), currency: 'JPY' }, inCents)).toBe(amount)
  })

  it('takes the unit that a mapping sets before that of the settings', () => {
    expect(amountOf({ amount: '25', amountUnit: 'cents' }, inCurrencyUnits)).toBe(25)
    expect(amountOf({ amount: '25', amountUnit: 'major' }, inCents)).toBe(2500)
  })

  it.each([
    ['a fraction of a cent', '49.99', inCents],
    ['a negative amount of cents', '-1', inCents],
    ['a negative amount of dollars', '-0.001', inCurrencyUnits],
    ['infinitely many cents', 'Infinity', inCents],
    ['infinitely many dollars', 'Infinity', inCurrencyUnits],
    ['what is no number', 'NaN', inCents],
    ['what is no number of dollars', 'NaN', inCurrencyUnits],
    ['a switch', 'true', inCents],
    ['blanks', '  ', inCents],
    ['a thousands separator', '1,299.00', inCurrencyUnits],
    ['an amount whose cents have no number', '1e308', inCurrencyUnits]
  ])('refuses %s', (_, amount, settings) => {
    expect(() => amountOf({ amount, currency: 'USD' }, settings)).toThrow(PayloadValidationError)
  })
})

describe('paymentProcessorOf', () => {
  it.each('stripe shopify polar paddle apple revenuecat lemonsqueezy dub custom'.split(' '))(
    'knows %s',
    (name) => {
      expect(paymentProcessorOf(name.toUpperCase())).toBe(name)
    }
  )

  it.each(['adyen', ' stripe', 'constructor', 'ſtripe'])('takes %j as custom', (name) => {
    expect(paymentProcessorOf(name)).toBe('custom')
  })
})

describe('customerDetails', () => {
  it.each([
    'a@b.co',
    "o'doe+dub@mail.example.co.uk",
    'UPPER_case-1@EXAMPLE.COM',
    `${'j'.repeat(88)}@example.com`
  ])('keeps the e-mail address %s', (customerEmail) => {
    expect(customerDetails({ customerEmail })).toEqual({ customerEmail })
  })

  it.each([
    'jane',
    'jane@example',
    'jane@-example.com',
    'jane.@example.com',
    'ja..ne@example.com',
    '.jane@example.com',
    'jané@example.com',
    ' jane@example.com',
    'jane@example.com\n',
    `${'j'.repeat(89)}@example.com`
  ])('leaves the e-mail address %j out', (customerEmail) => {
    expect(customerDetails({ customerEmail })).toEqual({})
  })
})

describe('metadataOf', () => {
  /** The rule word for word: again and again, without the key whose value is longest, the later one of two equal. */
  function byTheRule(properties: Record<string, string>): Record<string, string> | undefined {
    const kept = { ...properties }
    while (JSON.stringify(kept).length > 10_000) {
      const keys = Object.keys(kept)
      const lengths = keys.map((key) => JSON.stringify(kept[key]).length)
      delete kept[keys[lengths.lastIndexOf(Math.max(...lengths))]!]
    }
    return Object.keys(kept).length === 0 ? undefined : kept
  }

  it('removes what the rule removes', () => {
    const text = fc
      .record({
        length: fc.integer({ min: 0, max: 6_000 }),
        unit: fc.constantFrom('a', '"', 'é', '🎉', '\n')
      })
      .map(({ length, unit }) => unit.repeat(length))
    const properties = fc.dictionary(fc.constantFrom(...'abcdefgh', 'key "quoted"', '1', '__proto__'), text)
    fc.assert(
      fc.property(properties, (given) => {
        expect(JSON.stringify(metadataOf(given))).toBe(JSON.stringify(byTheRule(given)))
      }),
      { seed: 1, numRuns: 300 }
    )
  })

  it('does not change what it is given', () => {
    const given = { revenue: 1, note: 'n'.repeat(20_000), plan: 'pro' }
    expect(metadataOf(given)).toEqual({ plan: 'pro' })
    expect(Object.keys(given)).toEqual(['revenue', 'note', 'plan'])
  })

  it('copes with 100,000 properties', () => {
    const given = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]))
    expect(JSON.stringify(metadataOf(given)).length).toBeLessThanOrEqual(10_000)
  })

  it.each([undefined, {}, { revenue: 1, clickId: 'c', quantity: 2 }, { gone: undefined }])(
    'leaves %j out altogether',
    (properties) => {
      expect(metadataOf(properties)).toBeUndefined()
    }
  )
})
