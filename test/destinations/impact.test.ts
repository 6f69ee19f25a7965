/**
 * impact.com's small rules as tables; how they work together in a request is shown by fixtures/impact.
 */
import { describe, expect, it, jest } from '@jest/globals'
import { customPaths, parametersAt } from '../../destinations/impact/custom-mapping.ts'
import { isListed } from '../../destinations/impact/event-names.ts'
import { hashEmail } from '../../destinations/impact/hash-email.ts'
import { withUsableCustomerId, withoutEmptyIds } from '../../destinations/impact/identifiers.ts'
import { itemParameters } from '../../destinations/impact/items.ts'
import { appIds, deviceIds } from '../../destinations/impact/operating-system.ts'
import { formRequest } from '../../destinations/impact/api.ts'
import type { Settings } from '../../destinations/impact/settings.ts'
import { textForm } from '../../destinations/impact/text-form.ts'

const settings: Settings = {
  accountSid: 'IRaBcDeFgHiJ1234567sid1',
  apiKey: 't0kenExample99',
  campaignId: '23224',
  enablePageEvents: false,
  enableScreenEvents: false,
  enableIdentifyEvents: false,
  customParameterMapping: {},
  customMappingForProducts: {}
}

describe('the operating system', () => {
  const apps = { ...settings, iOsAppId: '1', androidAppId: '2' }
  const apple = { ImpactAppId: '1', PropertyId: '1' }
  const android = { ImpactAppId: '2', PropertyId: '2' }

  it.each([
    ['ios', undefined, apple],
    ['iOS', undefined, apple],
    [' IPADOS ', undefined, apple],
    ['tvOS', undefined, apple],
    ['watchOS', undefined, apple],
    ['iPhone OS', undefined, apple],
    [undefined, 'iOS', apple],
    ['Android', undefined, android],
    [undefined, ' android\n', android],
    ['phone', 'Android', android],
    ['ios', 'Android', apple],
    [7, 'Android', android],
    [{ name: 'ios' }, 'Android', android],
    ['', 'iOS', apple],
    ['macOS', 'Mac OS X', {}],
    ['iphone', undefined, {}],
    [undefined, undefined, {}]
  ])('is read from a device type %j and a system name %j', (type, name, ids) => {
    expect(appIds({ context: { device: { type }, os: { name } } }, apps)).toEqual(ids)
  })

  it.each([
    ['12345', { ImpactAppId: '12345', PropertyId: '12345' }],
    ['012', { ImpactAppId: '012', PropertyId: '012' }],
    ['12.5', { ImpactAppId: '12.5' }],
    ['-1', { ImpactAppId: '-1' }],
    ['com.acme.app', { ImpactAppId: 'com.acme.app' }],
    ['١٢٣', { ImpactAppId: '١٢٣' }]
  ])('sends the app id %j as a number only where it is one', (iOsAppId, ids) => {
    expect(appIds({ context: { os: { name: 'iOS' } } }, { ...settings, iOsAppId }, 'com.acme')).toEqual(ids)
  })

  it.each([
    ['com.acme.app', { ImpactAppId: 'com.acme.app' }],
    ['', {}],
    [null, {}],
    [undefined, {}]
  ])('lets %j stand in for the app id', (namespace, ids) => {
    expect(appIds({ context: { os: { name: 'iOS' } } }, settings, namespace)).toEqual(ids)
  })

  it.each([
    ['gaid-2', 'gaid-2'],
    ['', 'gaid-1'],
    [null, 'gaid-1'],
    [undefined, 'gaid-1'],
    [' ', 'gaid-1'],
    [0, 'gaid-1'],
    ['00000000-0000-0000-0000-000000000000', 'gaid-1']
  ])('has a Google id mapped as %j on Android become %j', (GoogAId, sent) => {
    const event = { context: { device: { type: 'android', advertisingId: 'gaid-1' } } }
    expect(deviceIds({ GoogAId, AppleIfa: 'gaid-1' }, event)).toEqual({
      AppleAdTrack: undefined,
      AppleIfa: undefined,
      AppleIfv: undefined,
      GoogAId: sent
    })
  })
})

describe('the lists of event names', () => {
  it.each([
    [undefined, 'Order Completed', true],
    [[], 'Order Completed', true],
    [['', ''], 'Order Completed', true],
    [['', 'Subscribed'], 'Order Completed', false],
    [['', 'Subscribed'], 'Subscribed', true],
    [['', 'Subscribed'], '', false],
    [['Subscribed'], 'subscribed', false],
    [['Subscribed'], ' Subscribed', false],
    [['7'], 7, false],
    [['undefined'], undefined, false],
    [['Subscribed'], ['Subscribed'], false]
  ])('%j takes an event named %j: %s', (actionEventNames, event, taken) => {
    expect(isListed({ event }, 'actionEventNames', { ...settings, actionEventNames })).toBe(taken)
  })
})

describe('an e-mail', () => {
  const jane = 'a3caddb38202511eab803116294dc020f7c4f8a2'

  it.each([
    ['jane.doe@example.com', jane],
    ['\tjane.doe@example.com \n', jane],
    [jane, jane],
    [` ${jane.toUpperCase()} `, jane],
    [' user123@email.com', '0c57fe03e81357df3acc1340bc9e353688e8f69e'],
    ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'], // the first test vector of FIPS 180
    ['', undefined],
    [' \n', undefined],
    [null, undefined],
    [42, undefined],
    [['jane.doe@example.com'], undefined]
  ])('%j is sent as %j', (value, sent) => {
    expect(hashEmail(value)).toBe(sent)
  })
})

describe('a customer id on page loads', () => {
  it.each([
    ['1234567', true],
    ['123456', false],
    ['aaabbbc', true],
    ['aaaaaab', false],
    ['aaaaaaa', false],
    ['user 01', false],
    ['user_01\u00a0', false],
    ['🎲🎲🎲🎲', false], // eight units of UTF-16, but four characters
    ['🎲♟🃏🎲♟🃏🎲', true]
  ])('%j is usable: %s', (CustomerId, usable) => {
    expect(withUsableCustomerId({ CampaignId: '1', CustomerId })).toEqual({
      CampaignId: '1',
      ...(usable && { CustomerId })
    })
  })
})

describe('items', () => {
  it.each([undefined, null, 'A', 5, {}, { 0: { sku: 'A' } }, [], [null], ['A', 5], [[{ sku: 'A' }]]])(
    'are none in products of %j',
    (products) => {
      expect(itemParameters({ properties: { products } }, {})).toEqual({})
    }
  )

  it('have names from the products mapping, and the position in the event as their number', () => {
    const products = [null, { sku: 'A', price: 5, cost: { net: 4 } }]
    const parameters = itemParameters(
      { properties: { products } },
      { ItemPrice: '$.cost.net', ItemMpn: 'cost.none.deep' }
    )
    expect(textForm(parameters)).toEqual({ ItemSku2: 'A', ItemPrice2: '4' })
  })
})

describe('custom paths', () => {
  it('lose a leading $. and ignore entries that are empty', () => {
    expect(customPaths({ A: '$.b.c', B: 'b.$.c', C: '', '': 'c', D: ' ' })).toEqual({
      A: 'b.c',
      B: 'b.$.c',
      D: ' '
    })
  })

  it('are none when the setting is unset', () => {
    expect(customPaths(undefined)).toEqual({})
  })

  it('lead through lists, and to nothing where the event has nothing', () => {
    const event = { properties: { tags: ['a', { b: 'c' }], zero: 0, none: null } }
    const paths = {
      A: 'properties.tags[1].b',
      B: 'properties.tags.0',
      C: 'properties.zero.x',
      D: 'properties.none.x',
      E: 'x.y.z'
    }
    expect(parametersAt(paths, event)).toEqual({ A: 'c', B: 'a', C: 0, D: null, E: undefined })
  })

  it('may name a parameter as an object names its parts', () => {
    const parameters = parametersAt(customPaths(JSON.parse('{"__proto__": "a", "constructor": "a"}')), {
      a: 'b'
    })
    expect(Object.entries(textForm(parameters))).toEqual([
      ['__proto__', 'b'],
      ['constructor', 'b']
    ])
  })
})

describe('values as text', () => {
  it.each([
    ['text', 'text'],
    [0, '0'],
    [-0, '0'],
    [1e21, '1e+21'],
    [0.1, '0.1'],
    [Infinity, 'Infinity'], // what JSON.parse makes of 1e400
    [true, 'true'],
    [false, 'false'],
    [['text'], 'text']
  ])('%j is sent as %j', (value, text) => {
    expect(textForm({ Text1: value })).toEqual({ Text1: text })
  })

  it.each([undefined, null, '', ' ', '\u200b', Object, { a: 1 }, [], ['a', 'b'], [{}]])(
    '%p is left out',
    (value) => {
      expect(textForm({ Text1: value })).toEqual({})
    }
  )

  it('survive the form, a megabyte of them and half a character too', () => {
    const { body } = formRequest({ Text1: 'ä&='.repeat(350_000), Text2: '\ud83c' })
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      Text1: 'ä&='.repeat(350_000),
      Text2: '\ufffd'
    })
  })
})

describe('objects and lists of several', () => {
  it('are left out, and the log names the parameters, though not of thousands', () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`ItemName${n}`, { en: 'x' }]))

    expect(
      textForm({ IpAddress: ['198.51.100.7', '10.0.0.3'], UserAgent: {}, Note1: [], Text1: 'a' })
    ).toEqual({
      Text1: 'a'
    })
    textForm(many)

    const start = 'impact.com: left out, as neither an object nor a list can be sent: '
    expect(log.mock.calls).toEqual([
      [`${start}IpAddress.`],
      [`${start}${Object.keys(many).slice(0, 10).join(', ')}, ….`]
    ])
    log.mockRestore()
  })
})

describe('ids of zeros', () => {
  it.each([
    '0',
    '00000000-0000-0000-0000-000000000000',
    '{00000000-0000-0000-0000-000000000000}',
    '00:00:00:00'
  ])('%j identifies nobody', (id) => {
    expect(withoutEmptyIds({ AppleIfa: id, GoogAId: id, CustomerId: id, OrderId: id })).toEqual({
      OrderId: id
    })
  })

  it.each(['10', '0a', 'gaid-0'])('%j is no id of zeros', (id) => {
    expect(withoutEmptyIds({ AppleIfa: id })).toEqual({ AppleIfa: id })
  })
})
