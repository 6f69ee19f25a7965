import { expect, it } from '@jest/globals'
import { mask } from '../../../scripts/runtime/engine/mask.ts'

const secret = 'fake+key/with=signs'
const secrets = [secret, '']

it.each([
  ['as it is', `token ${secret} is no longer valid`, 'token [secret] is no longer valid'],
  ['twice', `${secret}${secret}`, '[secret][secret]'],
  [
    'URL-encoded',
    `https://api.example.test/?key=${encodeURIComponent(secret)}`,
    'https://api.example.test/?key=[secret]'
  ]
])('hides a secret %s', (_, text, expected) => {
  expect(mask(text, secrets)).toBe(expected)
})

it.each(['', 'u', 'us', 'user'])('hides a secret in Basic authorization behind the user "%s"', (user) => {
  const encoded = Buffer.from(`${user}:${secret}`).toString('base64')
  const masked = mask(`Basic ${encoded}`, secrets)
  expect(masked).toContain('[secret]')
  expect(Buffer.from(masked.replace('[secret]', ''), 'base64').toString()).not.toContain(secret.slice(1, -1))
})

it('hides the longer of two secrets that begin alike as a whole', () => {
  expect(mask('fake_key', ['fake', 'fake_key'])).toBe('[secret]')
})

it('leaves everything alone when there is no secret', () => {
  expect(mask('nothing to hide', [''])).toBe('nothing to hide')
})

it('does not mask its own marks when the secret is a single letter', () => {
  expect(mask('e-mail', ['e'])).toBe('[secret]-mail')
})

it('takes secrets that no address could carry', () => {
  expect(mask('half \ud800 a character', ['\ud800'])).toBe('half [secret] a character')
})
