/** Signatures made here with Node's own crypto, and all the ways in which one can be wrong. */
import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Exchange, Host } from '../../scripts/host/index.ts'
import { post, startSource } from './compiled.ts'

const refused = { outcome: 'refused', error: { name: 'ValidationError' }, sends: [] }

describe('Dub', () => {
  const webhookSecret = 'whsec_test_1234567890abcdef'
  const text = JSON.stringify({
    id: 'evt_1',
    event: 'link.created',
    createdAt: '2026-01-15T10:00:00.000Z',
    data: { id: 'link_1', title: 'Größe 🎉' }
  })
  const hmac = (algorithm: string, secret: string, body: string) =>
    createHmac(algorithm, secret).update(body).digest('hex')
  const right = hmac('sha256', webhookSecret, text)
  let host: Host
  beforeAll(async () => {
    host = await startSource('dub-source')
  })
  afterAll(() => host.close())

  it.each(['Dub-Signature', 'dub-signature'])('takes the right signature as %s', async (header) => {
    const { outcome } = await post(host, { webhookSecret }, text, { [header]: right })
    expect(outcome).toBe('accepted')
  })

  it.each<[string, string, string | undefined]>([
    ['no signature', text, undefined],
    ['an empty one', text, ''],
    ['one character less', text, right.slice(1)],
    ['one character more', text, `${right}0`],
    ['capitals', text, right.toUpperCase()],
    ['another last character', text, right.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['another secret', text, hmac('sha256', 'whsec_other', text)],
    ['SHA-1', text, hmac('sha1', webhookSecret, text)],
    ['a changed byte', text.replace('link_1', 'link_2'), right],
    ['an added blank', `${text} `, right],
    ['the signature of another body', text, hmac('sha256', webhookSecret, '{}')]
  ])('refuses %s, and does not say the secret', async (_, body, signature) => {
    const headers = signature === undefined ? undefined : { 'Dub-Signature': signature }
    const result = await post(host, { webhookSecret }, body, headers ?? {})
    expect(result).toMatchObject(refused)
    expect(JSON.stringify(result)).not.toContain(webhookSecret)
  })
})

describe('SaaSquatch', () => {
  const settings = { apiKey: 'TEST_example_api_key', tenantAlias: 'test_acme' }
  const webhook = {
    id: '1',
    type: 'user.created',
    tenantAlias: 'test_acme',
    live: false,
    created: 1768471201000
  }
  const text = JSON.stringify({ ...webhook, data: { id: 'user_1' } })
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const base64url = (value: string) => Buffer.from(value).toString('base64url')
  const jwsOf = (key: KeyObject, header: object = { alg: 'RS256', kid: 'one' }) => {
    const head = base64url(JSON.stringify(header))
    return `${head}..${sign('RSA-SHA256', Buffer.from(`${head}.${base64url(text)}`), key).toString('base64url')}`
  }
  const keySet = (...kids: string[]): Exchange => ({
    request: { method: 'GET', url: 'https://app.referralsaasquatch.com/.well-known/jwks.json' },
    reply: {
      status: 200,
      json: { keys: kids.map((kid) => ({ ...publicKey.export({ format: 'jwk' }), kid })) }
    }
  })
  const right = jwsOf(privateKey)
  const header = 'X-Hook-JWS-RFC-7797'
  const symmetric = base64url('{"alg":"HS256","kid":"one"}')
  const byPublicKey = createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' }))
    .update(`${symmetric}.${base64url(text)}`)
    .digest('base64url')
  let host: Host
  beforeAll(async () => {
    host = await startSource('saasquatch-source')
  })
  afterAll(() => host.close())

  it.each(['hex', 'base64'] as const)('takes an HMAC in %s, and no other', async (encoding) => {
    const hmac = createHmac('sha1', settings.apiKey).update(text).digest(encoding)
    const send = (body: string, signature: string) =>
      post(host, settings, body, { 'X-Hook-Signature': signature })
    expect(await send(text, hmac)).toMatchObject({ outcome: 'accepted' })
    expect(await send(text, hmac.toUpperCase())).toMatchObject(refused)
    expect(await send(text, hmac.slice(1))).toMatchObject(refused)
    expect(await send(text.replace('user_1', 'user_2'), hmac)).toMatchObject(refused)
  })

  it('fetches the keys once, and again for a key it does not know', async () => {
    const first = await post(host, settings, text, { [header]: right }, { exchanges: [keySet('one')] })
    expect(first).toMatchObject({ outcome: 'accepted', requests: [{ method: 'GET' }] })
    const second = await post(host, settings, text, { [header]: right }, { warm: true })
    expect(second).toMatchObject({ outcome: 'accepted', requests: [] })
    const renamed = { [header]: jwsOf(privateKey, { alg: 'RS256', kid: 'two' }) }
    const changed = { warm: true, exchanges: [keySet('one', 'two')] }
    const third = await post(host, settings, text, renamed, changed)
    expect(third).toMatchObject({ outcome: 'accepted', requests: [{ method: 'GET' }] })
  })

  it.each<[string, string]>([
    ['a stranger under a known name', jwsOf(stranger)],
    ['a key nobody published', jwsOf(privateKey, { alg: 'RS256', kid: 'none' })],
    ['half a signature', right.slice(0, -4)],
    ['capitals', right.toUpperCase()],
    ['a tail', `${right}=`],
    ['an attached payload', right.replace('..', `.${base64url(text)}.`)],
    ['the algorithm none', `${base64url('{"alg":"none","kid":"one"}')}..`],
    ['the public key as a secret', `${symmetric}..${byPublicKey}`],
    ['something critical that is unknown', jwsOf(privateKey, { alg: 'RS256', kid: 'one', crit: ['exp'] })],
    ['no JWS at all', 'abc']
  ])('refuses %s', async (_, jws) => {
    const result = await post(host, settings, text, { [header]: jws }, { exchanges: [keySet('one')] })
    expect(result).toMatchObject(refused)
  })

  it('refuses a changed byte, and a valid webhook of another tenant', async () => {
    const exchanges = [keySet('one')]
    const changed = text.replace('user_1', 'user_2')
    expect(await post(host, settings, changed, { [header]: right }, { exchanges })).toMatchObject(refused)
    const other = { ...settings, tenantAlias: 'test_other' }
    expect(await post(host, other, text, { [header]: right }, { exchanges })).toMatchObject(refused)
  })
})
