/** Product Fruits: what its messages must not hold. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { ourFunctions } from '../our-functions.ts'
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
    const resolved = await resolveFunction(root, 'product-fruits', ourFunctions['product-fruits']!)
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
