/**
 * No secret gets out: random secrets in every form that a vendor, a library or a log may give them, in what an action
 * throws, in an error's name and stack, in what a vendor answers, and in what is logged.
 */
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import { createMask } from '../../../scripts/runtime/engine/mask.ts'
import { console as maskedConsole } from '../../../scripts/runtime/engine/console.ts'
import { keepSecret } from '../../../scripts/runtime/engine/secrets.ts'
import { functionOf, named, track } from '../as-in-host.ts'

/** `npm run prove -- --runs 5000` tries more. */
const runs = Math.ceil(Number(process.env.DELIVER_RUNS ?? 500) / 10)
const seed = Number(process.env.DELIVER_SEED ?? 20260105)

const specs = [{ key: 'apiKey', label: 'API Key', type: 'password' }] as const

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const each = (text: string, form: (character: string) => string): string => [...text].map(form).join('')
const code = (character: string): number => character.codePointAt(0)!
const units = (text: string): string =>
  each(text, (character) =>
    /[ -~]/.test(character)
      ? character
      : [...Array(character.length).keys()]
          .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
          .join('')
  )
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

const forms: Record<string, (secret: string) => string> = {
  'as it is': (secret) => secret,
  'JSON-escaped': inJson,
  'JSON-escaped twice': (secret) => inJson(inJson(secret)),
  'JSON with escaped slashes': (secret) => inJson(secret).replaceAll('/', '\\/'),
  'JSON of ASCII': (secret) => units(inJson(secret)),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in small letters': (secret) =>
    encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
  'with plus signs': (secret) => new URLSearchParams({ '': secret }).toString().slice(1),
  'by encodeURI': encodeURI,
  'URL-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  base64,
  'base64 behind a name': (secret) => base64(`me:${secret}`),
  'base64 before a name': (secret) => base64(`${secret}:me`),
  'base64 in a longer text': (secret) => base64(`{"key":"${secret}","and":"more"}`),
  base64url: (secret) => Buffer.from(`x:${secret}`).toString('base64url'),
  'base64 in a URL': (secret) => encodeURIComponent(base64(secret)),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'capital hex': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  'decimal entities': (secret) => each(secret, (character) => `&#${code(character)};`),
  'hex entities': (secret) => each(secret, (character) => `&#x${code(character).toString(16)};`),
  'named entities': (secret) =>
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;'),
  'upper case': (secret) => each(secret, (c) => (c.toUpperCase().length === c.length ? c.toUpperCase() : c)),
  'lower case': (secret) => each(secret, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c))
}

/** What is left of a form when it stands over several lines, as mail, PEM and logs wrap it. */
const wrappings: Record<string, (form: string, at: number) => string> = {
  'on one line': (form) => form,
  'over two lines': (form, at) => wrapped(form, at, '\r\n  '),
  'over two lines of a JSON text': (form, at) => wrapped(form, at, '\\n')
}

/** Between two characters, and not inside an escape, which nobody's wrapping breaks and keeps readable. */
function wrapped(form: string, at: number, gap: string): string {
  const parts =
    form.match(/&[#\w]+;|(?:%(?:25)?[0-9a-f]{2})+|\\+u[0-9a-f]{4}(?:\\+u[0-9a-f]{4})*|\\+.|./gisu) ?? []
  const middle = 1 + (at % Math.max(1, parts.length - 1))
  return parts.slice(0, middle).join('') + gap + parts.slice(middle).join('')
}

const character = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-')
  },
  { weight: 2, arbitrary: fc.constantFrom(...'"\\\'/+=&<>%:;,.?#!$@~|{}()*^`') },
  { weight: 1, arbitrary: fc.constantFrom(...'éüßñÅøЖ日本😀') }
)

/** What people have for a secret: letters and digits for the most part, and at least one of them. */
const secret = fc
  .array(character, { minLength: 8, maxLength: 40 })
  .map((characters) => characters.join(''))
  .filter((text) => /[A-Za-z0-9]{3}/.test(text))

const sample = fc.record({
  secret,
  form: fc.constantFrom(...Object.keys(forms)),
  wrapping: fc.constantFrom(...Object.keys(wrappings)),
  at: fc.nat(100),
  before: fc.constantFrom('', 'the key ', '{"key":"', 'key=', 'Bearer ', '<b>'),
  after: fc.constantFrom('', ' is unknown', '","more":1}', '&more=1', '</b>', '. ')
})

/** Half of a secret is enough to make it worthless; in base64 it stands beside what is none. */
function leak(masked: string, secret: string, form: string): string | undefined {
  const text = masked.replaceAll('[secret]', '\0').replace(/\\n|\s/g, '')
  const pieces = text
    .split('\0')
    .flatMap((piece) => [0, 1, 2, 3].map((at) => Buffer.from(piece.slice(at), 'base64').toString()))
  return (
    halfOf(secret, pieces.join('\0')) ??
    (form.includes('base64') ? undefined : halfOf(formed(form, secret), text))
  )
}

function halfOf(secret: string, text: string): string | undefined {
  const half = Math.ceil(secret.length / 2)
  return [...Array(secret.length - half + 1).keys()]
    .map((start) => secret.slice(start, start + half))
    .find((part) => text.includes(part))
}

const formed = (form: string, secret: string): string => forms[form]!(secret)

/** Where lines are broken as `\\n`, nothing tells a break from a backslash before an n that belongs to the secret. */
const readable = sample.filter(
  ({ secret, wrapping }) => !(wrapping.includes('JSON') && /\\[nrt]/i.test(secret))
)

const longSample = sample.filter(({ secret }) => secret.length >= 16)

it('is hidden in every form, anywhere, wrapped or not', () => {
  fc.assert(
    fc.property(readable, ({ secret, form, wrapping, at, before, after }) => {
      const text = before + wrappings[wrapping]!(formed(form, secret), at) + after
      const masked = createMask([{ name: 'secret', value: secret }])(text)
      expect([masked.includes('[secret]'), leak(masked, secret, form)]).toEqual([true, undefined])
    }),
    { numRuns: runs * 30, seed }
  )
})

describe('a secret of several lines', () => {
  const lines = [
    '-----BEGIN FAKE KEY-----',
    'MIIBfakeABCDEFGHIJ',
    'klmnopfakeQRSTUVWX',
    '-----END FAKE KEY-----'
  ]
  const key = lines.join('\n')
  const mask = createMask([{ name: 'secret', value: key }])

  it.each<[string, string]>([
    ['as lines of Windows', lines.join('\r\n')],
    ['as lines of a page', lines.join('<br />\n')],
    ['as a quotation', lines.map((line) => `> ${line}`).join('\n')],
    ['with the escapes of JavaScript', lines.join('\\x0a')],
    ['in hex, as lines of Windows', Buffer.from(lines.join('\r\n')).toString('hex')],
    ['in base64, as lines of Windows', base64(lines.join('\r\n'))],
    ['in base64, as one line', base64(lines.join(''))]
  ])('is hidden %s', (_, text) => {
    const masked = mask(`the key ${text} is unknown`)
    expect(masked).toMatch(/^the ke.*\[secret\].*unknown$/s)
    for (const line of lines) expect(leak(masked, line, 'base64')).toBeUndefined()
    expect(masked).not.toMatch(/fake/i)
  })

  it('is hidden by each of its columns', () => {
    const mask = createMask([{ name: 'secret', value: 'fake_user_1\tfake_word_2' }])
    expect(mask('fake_word_2 of fake_user_1')).toBe('[secret] of [secret]')
  })
})

it('leaves no beginning behind where a text is cut in the middle of it', () => {
  fc.assert(
    fc.property(longSample, fc.nat(40), fc.constantFrom('', '...', '…'), ({ secret, before }, at, end) => {
      const beginning = secret.slice(0, Math.max(12, at % secret.length))
      const masked = createMask([{ name: 'secret', value: secret }])(before + beginning + end)
      expect(masked).not.toContain(secret.slice(0, 12))
    }),
    { numRuns: runs * 5, seed }
  )
})

describe('what a function lets out', () => {
  afterEach(() => void jest.restoreAllMocks())

  it('holds no secret: message, name and stack of what an action throws, and what the console is given', async () => {
    const logged: unknown[] = []
    jest
      .spyOn(globalThis.console, 'log')
      .mockImplementation((...values: unknown[]) => void logged.push(values))
    await fc.assert(
      fc.asyncProperty(sample, async ({ secret, form, before, after }) => {
        const text = before + formed(form, secret) + after
        logged.length = 0
        const { onEvent } = functionOf({
          A: () => {
            maskedConsole.log(text, { [text]: text }, [text], new Map([[text, text]]), new Error(text))
            throw named(text, text, { stack: `${text}\n    at ${text}` })
          }
        })
        const error = await onEvent(track('m-1'), { apiKey: secret }).then(
          () => undefined,
          (thrown: Error) => thrown
        )
        for (const said of [error!.name, error!.message, error!.stack!, ...logged.flat().map(shown)]) {
          expect(said).toContain('[secret]')
          expect(leak(said, secret, form)).toBeUndefined()
        }
      }),
      { numRuns: runs, seed }
    )
  })

  it('is looked through as the console shows it, and is shown as it is without secrets', () => {
    keepSecret([...specs], { apiKey: 'fake_key_0001' })
    const log = jest.spyOn(globalThis.console, 'warn').mockImplementation(() => undefined)
    const cycle: Record<string, unknown> = {}
    cycle.again = cycle
    maskedConsole.warn('plain', 1, true, null, undefined, 1n, {
      a: [1, 'x fake_key_0001'],
      'b fake_key_0001': null
    })
    maskedConsole.warn(new Set(['fake_key_0001']), cycle, Symbol('fake_key_0001'))
    expect(log.mock.calls).toEqual([
      ['plain', 1, true, null, undefined, '1', { a: [1, 'x [secret]'], 'b [secret]': null }],
      [['[secret]'], '[cannot be shown]', 'Symbol([secret])']
    ])
  })
})

const shown = (value: unknown): string => (typeof value === 'string' ? value : inJson(JSON.stringify(value)))
