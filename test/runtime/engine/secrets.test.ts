import { expect, it } from '@jest/globals'
import { secretValues } from '../../../scripts/runtime/engine/secrets.ts'

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
