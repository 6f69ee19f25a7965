import { describe, expect, it } from '@jest/globals'
import { createMask } from '../../../scripts/runtime/engine/mask.ts'

const maskOf = (...values: string[]) => createMask(values.map((value) => ({ name: 'secret', value })))
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const each = (text: string, form: (character: string) => string): string => [...text].map(form).join('')
const unicode = (text: string): string =>
  text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

describe.each(['p&"ss wörd+1/é=\\x<k', 'sk_live_51Hxyz', 'https://hook.example.test/T0/B0?k=a%2Fb', '4711'])(
  'the secret %s is hidden',
  (secret) => {
    const named: Record<string, string> = { '&': 'amp', '<': 'lt', '"': 'quot', é: 'eacute', '/': 'sol' }
    it.each([
      ['as it is', secret],
      ['twice', `${secret}, ${secret}`],
      ['in JSON', JSON.stringify({ key: secret })],
      ['in JSON inside JSON', JSON.stringify(JSON.stringify(secret))],
      ['in JSON with escaped slashes', JSON.stringify(secret).replaceAll('/', '\\/')],
      ['in JSON of ASCII', unicode(JSON.stringify(secret))],
      ['in a URL', encodeURIComponent(secret)],
      ['in a URL with small hex', encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase())],
      ['in a form', new URLSearchParams({ key: secret }).toString()],
      ['by encodeURI', encodeURI(secret)],
      ['URL-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
      ['in base64', base64(secret)],
      ['in base64 behind a name', `Basic ${base64(`me:${secret}`)}`],
      ['in base64 before a colon', `Basic ${base64(`${secret}:`)}`],
      ['in base64 in a longer text', base64(`{"k":"${secret}","more":true}`)],
      ['in base64url', Buffer.from(`x${secret}`).toString('base64url')],
      ['in base64 of a URL', encodeURIComponent(base64(`ab${secret}`))],
      ['in base64 over lines', base64(`user:${secret}`).replace(/.{5}/g, '$&\r\n')],
      ['in hex', Buffer.from(secret).toString('hex')],
      ['in capital hex', Buffer.from(secret).toString('hex').toUpperCase()],
      ['with named entities', each(secret, (c) => (named[c] ? `&${named[c]};` : c))],
      ['with decimal entities', each(secret, (c) => `&#${c.codePointAt(0)};`)],
      ['with hex entities', each(secret, (c) => `&#x${c.codePointAt(0)!.toString(16)};`)],
      ['in capitals', secret.toUpperCase()],
      ['in small letters', secret.toLowerCase()],
      ['over lines', `${secret.slice(0, 2)}\r\n    ${secret.slice(2)}`],
      ['over lines in JSON', `${secret.slice(0, 2)}\\n${secret.slice(2)}`]
    ])('%s', (_, text) => {
      const masked = maskOf(secret)(`<${text}>`)
      expect(masked).toContain('[secret]')
      const left = masked.replaceAll('[secret]', '')
      for (const form of [
        secret,
        base64(secret).slice(2, -4),
        Buffer.from(secret).toString('hex').slice(2, -2)
      ])
        if (form.length > 2) expect(left.toLowerCase()).not.toContain(form.toLowerCase())
      expect(left.length).toBeLessThan(Math.max(32, text.length - secret.length / 2))
    })
  }
)

it.each([
  ['the key sk_live_51H', 'the key [secret]'],
  ['the key sk_live_51Hx... is unknown', 'the key [secret]... is unknown'],
  ['the key sk_live_51Hxyz… is unknown', 'the key [secret]… is unknown']
])('hides the beginning of a secret where a text breaks off: %s', (text, masked) => {
  expect(maskOf('sk_live_51Hxyz0123')(text)).toBe(masked)
})

it.each([
  ['e', 'Track event: e-mail e is gone', 'Track event: [secret]-mail [secret] is gone'],
  ['us', 'status of us', 'status of [secret]'],
  ['abc', 'Basic OmFiYw== for abcd', 'Basic [secret]== for abcd'],
  ['é', 'née é', 'née [secret]']
])('hides the short secret %s only where it stands alone', (secret, text, masked) => {
  expect(maskOf(secret)(text)).toBe(masked)
})

it('hides the longer of two secrets that begin alike as a whole', () => {
  expect(maskOf('fake', 'fake_key')('a fake_key')).toBe('a [secret]')
})

it('leaves marks alone', () => {
  const mask = maskOf('secret')
  expect(mask(mask('a secret'))).toBe('a [secret]')
})

it('leaves everything alone when there is no secret', () => {
  expect(maskOf()('nothing to hide')).toBe('nothing to hide')
})

it('takes secrets that no address could carry', () => {
  expect(maskOf('half \ud800 a character')('the key half \ud800 a character')).toBe('the key [secret]')
})

it('needs a time that grows with the text only', () => {
  const texts = ['a', ' ', '\\n', '\\', '%25', '&amp;', '<', 'sk_live_', '..'].map((part) =>
    part.repeat(32_000 / part.length)
  )
  const started = performance.now()
  for (const secret of ['aaaa', '%25%25', 'k'.repeat(3_000)]) for (const text of texts) maskOf(secret)(text)
  expect(performance.now() - started).toBeLessThan(10_000)
})
