/** Product Fruits: what its messages must not hold, and every spelling of a sign-up time. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readTime } from '../../destinations/product-fruits/identifyUser/read-time.ts'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { loadConfig } from '../../scripts/input/config.ts'
import { createHost, type Exchange, type Host } from '../../scripts/host/index.ts'

describe('the messages of forwarded events', () => {
  const settings = {
    webhookUrl: 'https://hooks.example.test/pf/secret-path',
    webhookSecret: 'pf_secret_123',
    apiKey: 'PF_KEY'
  }
  const event = { type: 'track', event: 'Item Purchased', userId: 'u1' }
  const request = {
    method: 'POST',
    url: settings.webhookUrl,
    text: '{"type":"track","event":"Item Purchased","userId":"u1"}'
  }
  let host: Host
  beforeAll(async () => {
    const root = process.cwd()
    const config = await loadConfig(root)
    const resolved = await resolveFunction(root, 'product-fruits', config.functions['product-fruits']!)
    host = await createHost({ code: (await compileFunction(root, resolved)).code })
  })
  afterAll(() => host.close())

  it.each<[string, Exchange]>([
    ['never answers', { request, fault: 'timeout' }],
    ['breaks the connection', { request, fault: 'reset' }],
    ['refuses the connection', { request, fault: 'refused' }],
    ['repeats what it got', { request, reply: { status: 400, json: { message: 'pf_secret_123 PF_KEY' } } }],
    ['redirects without end', { request, reply: { status: 302, headers: { location: '/pf/secret-path' } } }]
  ])('hold no secret when the webhook %s', async (_, exchange) => {
    const network = { kind: 'exchanges' as const, exchanges: Array<Exchange>(21).fill(exchange) }
    const { error, requests } = await host.invoke(event, settings, network)
    expect(requests.length).toBeGreaterThan(0)
    expect(error?.message).toMatch(/^Product Fruits, Forward event: /)
    expect(error?.message).not.toMatch(/secret-path|pf_secret_123|PF_KEY/)
  })

  it('hold no part of an address that cannot be used', async () => {
    const webhookUrl = 'http://hooks.example.test/pf/secret-path'
    const { error } = await host.invoke(event, { ...settings, webhookUrl }, { kind: 'ok' })
    expect(error?.message).toBe(
      'Product Fruits, Forward event: The setting "Webhook URL" must start with https://.'
    )
  })
})

describe('readTime', () => {
  it.each([
    ['seconds', '1705312800', '2024-01-15T10:00:00Z'],
    ['seconds with a fraction', '1705312800.999', '2024-01-15T10:00:00Z'],
    ['seconds before 1970', '-86400', '1969-12-31T00:00:00Z'],
    ['the last seconds', '99999999999', '5138-11-16T09:46:39Z'],
    ['the first milliseconds', '100000000000', '1973-03-03T09:46:40Z'],
    ['milliseconds', '1705312800123', '2024-01-15T10:00:00Z'],
    ['a year alone, which is a number', '2024', '1970-01-01T00:33:44Z'],
    ['a date', '2024-01-15', '2024-01-15T00:00:00Z'],
    ['a month', '2024-01', '2024-01-01T00:00:00Z'],
    ['a date-time without a zone', '2020-07-08T00:00:00', '2020-07-08T00:00:00Z'],
    ['a blank for the T', '2020-07-08 00:00:00', '2020-07-08T00:00:00Z'],
    ['minutes only', '2020-07-08 12:30', '2020-07-08T12:30:00Z'],
    ['a fraction without a zone', '2020-07-08T00:00:00.123456', '2020-07-08T00:00:00Z'],
    ['an offset', '2020-07-08T02:00:00+02:00', '2020-07-08T00:00:00Z'],
    ['an offset after a blank', '2020-07-08 02:00:00 +0200', '2020-07-08T00:00:00Z'],
    ['UTC by name', '2020-07-08 02:00:00 UTC', '2020-07-08T02:00:00Z'],
    ['blanks around it', ' 2024-01-15T10:00:00Z\n', '2024-01-15T10:00:00Z'],
    ['toUTCString()', 'Mon, 15 Jan 2024 10:00:00 GMT', '2024-01-15T10:00:00Z'],
    [
      'toString()',
      'Mon Jan 15 2024 12:00:00 GMT+0200 (Central European Standard Time)',
      '2024-01-15T10:00:00Z'
    ]
  ])('reads %s', (_, text, time) => {
    expect(readTime(text)).toBe(time)
  })

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['words', 'yesterday'],
    ['words that Date would read', 'plan 5'],
    ['a date whose order differs from place to place', '01/02/2024'],
    ['a month that is none', '2024-13-45T00:00:00Z'],
    ['NaN', 'NaN'],
    ['a number in scientific notation', '1e+21'],
    ['more milliseconds than Date can count', '9999999999999999'],
    ['more digits than a number can hold', '9'.repeat(400)]
  ])('leaves out %s', (_, text) => {
    expect(readTime(text)).toBeUndefined()
  })
})
