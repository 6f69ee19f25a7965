import { beforeAll, describe, expect, it } from '@jest/globals'
import { Linter } from 'eslint'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import {
  bodyOf,
  readHeader,
  sourceHash,
  stampCommit,
  withoutCommit
} from '../../scripts/compile/pack/header.ts'
import type { CompiledFunction } from '../../scripts/compile/types.ts'
import type { FunctionConfig } from '../../scripts/input/config.ts'
import { createProcess } from '../../scripts/host/process.ts'
import { ourFunctions } from '../our-functions.ts'
import { temporaryFolder } from '../temporary.ts'
import { definition } from './definition.ts'
import type { Parts } from './definition.ts'

const root = process.cwd()

/** What the shipped code may rely on: Segment's documented globals, and no more of them than it needs. */
const hostGlobals = [
  'EventNotSupported',
  'InvalidEventPayload',
  'ValidationError',
  'RetryError',
  'fetch',
  'crypto',
  'https',
  'zlib',
  'Buffer',
  'URL',
  'URLSearchParams',
  'console',
  'setTimeout',
  'clearTimeout'
]

describe.each(Object.entries(ourFunctions))('the function %s', (name, config) => {
  let compiled: CompiledFunction
  beforeAll(async () => {
    compiled = await compileFunction(root, await resolveFunction(root, name, config))
  })

  it('names nothing that Segment does not provide', () => {
    const messages = new Linter().verify(compiled.code, {
      languageOptions: {
        sourceType: 'script',
        ecmaVersion: 2022,
        globals: Object.fromEntries(hostGlobals.map((global) => [global, 'readonly']))
      },
      rules: { 'no-undef': 'error' }
    })
    expect(messages).toEqual([])
  })

  it('neither evaluates text nor imports anything', () => {
    expect(compiled.code).not.toMatch(/\beval\(|new Function\(|\brequire\(|\bimport\(|^(import|export)\b/m)
  })

  it('is the same whenever it is compiled', async () => {
    const again = await compileFunction(root, await resolveFunction(root, name, config))
    expect(again).toEqual(compiled)
  })

  it('says in its head what it is', () => {
    const { manifest, code } = compiled
    expect(readHeader(code)).toEqual({
      function: `${config.displayName} (${name})`,
      version: manifest.version,
      source: sourceHash(code),
      subscriptions: manifest.subscriptions.map(
        ({ preset, action, subscribe }) => `${preset} (${action}): ${subscribe}`
      ),
      hosts: manifest.hosts,
      begins: [
        expect.stringMatching(/^destination: line \d+$/),
        expect.stringMatching(/^subscriptions: line \d+$/)
      ]
    })
    expect(code.split('\n')[0]).toBe(
      `// Compiled from ${config.destination} by segment-functions. Edits made here count as drift: change the source instead.`
    )
    expect(manifest.sourceHash).toBe(sourceHash(code))
  })

  it.each(['as it was built', 'as it was uploaded'])(
    'says in its head where its parts begin, %s',
    (state) => {
      const code = state === 'as it was built' ? compiled.code : stampCommit(compiled.code, 'abc123')
      const lines = code.split('\n')
      const [destination, subscriptions] = (readHeader(code)!.begins as string[]).map((text) =>
        Number(/\d+$/.exec(text)![0])
      )
      expect(lines[destination! - 1]).toBe(`// ${config.destination}/index.ts`)
      expect(lines[subscriptions! - 1]).toBe('destinationFunction = createFunction({')
      expect(withoutCommit(code)).toBe(compiled.code)
    }
  )

  it('has no names with numbers behind them but those that its sources have', () => {
    const numbered =
      compiled.code.replaceAll(/\/\/.*|"[^"]*"/g, '').match(/\b[A-Za-z_$][\w$]*[a-z]\d+\b/g) ?? []
    expect(numbered.filter((word) => !/^(sha|md|utf|base|int|rfc|hex)\d+$/i.test(word))).toEqual([])
  })

  it('says of each module what it is for', () => {
    expect(compiled.code).toContain(
      '// scripts/runtime/engine/vendor-message.ts\n// What a vendor says about a refusal, found in whatever it answered.\n'
    )
  })

  it('is small enough to read', () => {
    // Dub is the yardstick of the README; the others may have twice its rules. 2026-11: from 40 and 64 KB: 12 KB for
    // the masking of secrets in every form, redirects and unpacking, 3 KB for what each module is for,
    // 4 KB for connections that are used again, 2 KB for answers that are none and for what each preset wanted, 1.5 KB
    // for the quick way of events that are as expected, which take a third of the time.
    const limit = name === 'dub' ? 73_500 : 89_000
    expect(compiled.manifest.bytes).toBeLessThanOrEqual(limit)
  })
})

async function compile(
  parts: Parts,
  config: Partial<FunctionConfig> = {},
  files: Record<string, unknown> = {}
): Promise<string> {
  const folder = await temporaryFolder({
    'package.json': { version: '1.2.3' },
    'destinations/acme/index.ts': definition(parts),
    ...files
  })
  const resolved = await resolveFunction(folder, 'acme', {
    destination: 'destinations/acme',
    displayName: 'Acme',
    ...config
  })
  return (await compileFunction(folder, resolved)).code
}

/** What the function sends for an event, run as Segment runs it. */
async function requestsOf(code: string, event: object): Promise<unknown[]> {
  const bodies: unknown[] = []
  const fetch = Object.assign(
    (_url: string, init: { body: string }) => {
      bodies.push(JSON.parse(init.body))
      return Promise.resolve({
        ok: true,
        status: 200,
        headers: new Headers(),
        text: () => Promise.resolve('')
      })
    },
    { Response, Headers, Request }
  )
  const { error } = await createProcess({ code, fetch: fetch as never }).invoke(event, { apiKey: 'example' })
  expect(error).toBeUndefined()
  return bodies
}

it('bears the licence of a package that it brings', async () => {
  const fields = `name: { label: 'Name', description: 'Its name', type: 'string', default: { '@liquid': '{{ event | upcase }}' } }`
  const code = await compile({ fields })
  expect(code).toMatch(
    /^\/\/ .*node_modules\/liquidjs\/dist\/liquid\.browser\.mjs\n\/\/ liquidjs is used under this licence:\n\/\/ The MIT License/m
  )
  expect(code.match(/liquidjs is used under this licence/g)).toHaveLength(1)
})

describe('texts of definitions and config are data', () => {
  const nasty = [
    `"; throw new Error('quote') //`,
    `'; throw new Error('single') //`,
    '`; throw new Error(`backtick`) //',
    "*/ throw new Error('comment') /*",
    "${(() => { throw new Error('template') })()}",
    "\u2028throw new Error('line')\u2029",
    "\nthrow new Error('newline')\n",
    '\\"; throw 1 //',
    '</script><script>throw 1</script>',
    '__proto__',
    '{{ constructor.constructor("throw 1")() }}'
  ]

  it.each(nasty)('in a mapping: %j', async (text) => {
    const code = await compile({}, { presets: { Track: { mapping: { name: { '@literal': text } } } } })
    expect(await requestsOf(code, { type: 'track' })).toEqual([{ name: text }])
  })

  it.each(nasty)('in the key of a mapping: %j', async (text) => {
    const code = await compile(
      { fields: `data: { label: 'Data', description: '', type: 'object' }` },
      { presets: { Track: { mapping: { data: { [text]: { '@path': '$.event' } } } } } }
    )
    const expected = text === '__proto__' ? {} : { [text]: 'Name' }
    expect(await requestsOf(code, { type: 'track', event: 'Name' })).toEqual([{ data: expected }])
  })

  it.each(nasty)('in a label, a title, a preset, a choice and a default: %j', async (text) => {
    const word = JSON.stringify(text)
    const code = await compile(
      {
        action: `...{ title: ${word} },`,
        fields: `name: { label: ${word}, description: ${word}, type: 'string', choices: [${word}], default: { '@literal': ${word} } }`,
        presets: `{ name: ${word}, partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: {} }`
      },
      { displayName: text, description: text }
    )
    expect(await requestsOf(code, { type: 'track' })).toEqual([{ name: text }])
  })

  it.each(nasty.filter((text) => !/["\n]/.test(text)))('in a subscription: %j', async (text) => {
    const code = await compile(
      {},
      { presets: { Track: { subscribe: `type = "track" and event = "${text}"` } } }
    )
    expect(await requestsOf(code, { type: 'track', event: text })).toEqual([{ name: text }])
  })
})

it('keeps names of an author apart from the handlers', async () => {
  const code = await compile({
    imports: `const onTrack = 'mine'; const onDelete = (): string => onTrack; const destinationFunction = 1`,
    perform: `(request, { payload }) =>
      request('https://api.example.com/track', { method: 'post', json: { ...payload, own: onDelete() + destinationFunction } })`
  })
  expect(await requestsOf(code, { type: 'track', event: 'Name' })).toEqual([{ name: 'Name', own: 'mine1' }])
})

it("compiles imports of types that do not say so, as in Segment's own destinations", async () => {
  const code = await compile(
    {
      imports: `
        import { RequestClient } from '@segment/actions-core/create-request-client'
        import { Payload } from './generated-types'`,
      perform: `(request: RequestClient, { payload }: { payload: Payload }) =>
        request('https://api.example.com/track', { method: 'post', json: payload })`
    },
    {},
    {
      'tsconfig.json': { compilerOptions: { verbatimModuleSyntax: true } },
      'destinations/acme/generated-types.ts': 'export interface Payload { name?: string }'
    }
  )
  expect(await requestsOf(code, { type: 'track', event: 'Name' })).toEqual([{ name: 'Name' }])
})

it("gives a class only the members that are set, as in Segment's own destinations", async () => {
  const code = await compile({
    imports: `
      class Lead {
        name?: string
        constructor(members: object) { Object.assign(this, members) }
      }
      class Vip extends Lead { declaredAgain?: string; level = 1 }`,
    perform: `(request, { payload }) =>
      request('https://api.example.com/track', { method: 'post', json: { keys: Object.keys(new Vip(payload)) } })`
  })
  expect(await requestsOf(code, { type: 'track', event: 'Name' })).toEqual([{ keys: ['name', 'level'] }])
})

it('runs code that imports what Functions provide under other names', async () => {
  const code = await compile({
    imports: `
      import { createHash } from 'node:crypto'
      import * as cryptography from 'crypto'
      import { Buffer } from 'buffer'
      import { EventEmitter } from 'events'
      import querystring from 'querystring'`,
    perform: `(request) => {
      const hash = createHash('sha1').update('a').digest('hex').slice(0, 8)
      const same = cryptography.createHash('sha1').update(Buffer.from('a')).digest('hex').slice(0, 8)
      const heard = []
      new EventEmitter().on('x', (value) => heard.push(value)).emit('x', 1)
      return request('https://api.example.com/track', {
        method: 'post',
        json: { hash, same, heard, query: querystring.stringify({ a: 1 }) }
      })
    }`
  })
  expect(bodyOf(code)).not.toMatch(/\brequire\(/)
  expect(await requestsOf(code, { type: 'track' })).toEqual([
    { hash: '86f7e437', same: '86f7e437', heard: [1], query: 'a=1' }
  ])
})
