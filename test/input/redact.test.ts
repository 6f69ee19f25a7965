import { describe, expect, it } from '@jest/globals'
import type { FunctionSetting } from '../../scripts/compile/types.ts'
import { redactor } from '../../scripts/input/redact.ts'

const setting = (name: string, sensitive: boolean): FunctionSetting => ({
  name,
  label: name,
  description: '',
  type: 'STRING',
  required: false,
  sensitive
})
const definitions = [setting('account', false), setting('apiKey', true), setting('hook', true)]
const secret = 'p&"ss wörd+1'

describe('redactor', () => {
  const redact = redactor(definitions, {
    account: 'acme',
    apiKey: ` ${secret} `,
    hook: 'https://example.com/hook/s3'
  })

  it.each([
    ['as it is', `Bearer ${secret}`, 'Bearer [apiKey]'],
    [
      'in a URL',
      `https://example.com/?key=${encodeURIComponent(secret)}&a=1`,
      'https://example.com/?key=[apiKey]&a=1'
    ],
    ['in a form', new URLSearchParams({ key: secret }).toString(), 'key=[apiKey]'],
    ['in JSON', JSON.stringify({ key: secret }), '{"key":"[apiKey]"}'],
    ['as the address itself', 'POST https://example.com/hook/s3', 'POST [hook]'],
    [
      'in Basic authorization',
      `Basic ${Buffer.from(`acme:${secret}`).toString('base64')}`,
      'Basic acme:[apiKey]'
    ],
    ['inside other base64', Buffer.from(`x${secret}`).toString('base64'), expect.stringContaining('[apiKey]')]
  ])('names a secret %s', (_, text, redacted) => {
    expect(redact(text)).toEqual(redacted)
  })

  it('leaves other texts alone, also Basic authorization without a secret', () => {
    const basic = `Basic ${Buffer.from('acme:public').toString('base64')}`
    expect(redact(basic)).toBe(basic)
    expect(redact('acme $& [apiKey]')).toBe('acme $& [apiKey]')
  })

  it('takes no empty value for a secret', () => {
    expect(redactor(definitions, { apiKey: ' ', hook: null })('a b')).toBe('a b')
  })

  it('takes a number for its text', () => {
    const redactNumber = redactor(definitions, { apiKey: 4711471147114711 })
    expect(redactNumber('Bearer 4711471147114711')).toBe('Bearer [apiKey]')
  })

  it('knows the values of lists and maps', () => {
    const one = redactor([setting('keys', true)], { keys: ['first', 'second'] })
    expect(one('first, second')).toBe('[keys], [keys]')
  })
})
