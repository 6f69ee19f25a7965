import { expect, it } from '@jest/globals'
import { keepSecret, secretValues, withoutSecrets } from '../../../scripts/runtime/engine/secrets.ts'

const specs = [
  { key: 'apiKey', label: 'API Key', type: 'password' },
  { key: 'region', label: 'Region', type: 'string' }
] as const

it.each([
  [{ apiKey: ' fake_key ', region: 'eu' }, ['fake_key']],
  [{ apiKey: 4711471147114711 }, ['4711471147114711']],
  [{ apiKey: ['one', 'two', ' '] }, ['one', 'two']],
  [{ apiKey: { a: 'one' } }, ['one']],
  [{ apiKey: null }, []],
  [undefined, []]
])('secret values are the texts of passwords: %j', (given, expected) => {
  expect(secretValues([...specs], given)).toEqual(expected)
})

it('a text that was masked before is masked by the secrets of now', () => {
  const text = 'the key is fake_key_1 or fake_key_2'
  keepSecret([...specs], { apiKey: 'fake_key_1' })
  expect(withoutSecrets(text)).toBe('the key is [secret] or fake_key_2')
  keepSecret([...specs], { apiKey: 'fake_key_2' })
  expect(withoutSecrets(text)).toBe('the key is [secret] or [secret]')
})
