/** What a definition reads of `process.env`: texts of segment.config.json, and secrets that settings hold. */
import { describe, expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { createHost } from '../../scripts/host/index.ts'
import type { FunctionConfig } from '../../scripts/input/config.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'
import { definition } from './definition.ts'

/** Reads its environment when it is loaded, and again when an event comes. */
const acme = definition({
  imports: `const early = [process.env.REGION, process.env.SERVICE_KEY, process.env.SPARE]`,
  perform: `(request, { payload, settings }) => {
    if (payload.name === 'Leak') throw new Error('the key is ' + process.env['SERVICE_KEY'])
    return request('https://api.example.com/track', {
      method: 'post',
      json: { early, now: process.env.SERVICE_KEY, spare: process.env.SPARE, settings }
    })
  }`
})
const env: FunctionConfig['env'] = {
  REGION: 'eu',
  SERVICE_KEY: { setting: true },
  SPARE: { setting: true, required: false }
}
const entry = { destination: 'destinations/acme', displayName: 'Acme', env }

async function compile(config: Partial<FunctionConfig> = {}, source = acme) {
  const root = await temporaryFolder({
    'package.json': { version: '1.2.3' },
    'destinations/acme/index.ts': source
  })
  return compileFunction(root, await resolveFunction(root, 'acme', { ...entry, ...config }))
}

const event = (name: string) => ({ type: 'track', event: name, userId: 'u1', messageId: 'm1' })

describe('a secret of the environment', () => {
  it('is a secret setting of its name', async () => {
    const { settings, code, manifest } = await compile()
    expect(manifest.lowered).toEqual(['process.env: SERVICE_KEY, SPARE come from secret settings'])
    const described = { type: 'STRING', sensitive: true }
    expect(settings.slice(1)).toEqual([
      {
        name: 'SERVICE_KEY',
        label: 'SERVICE_KEY',
        description: 'What the destination reads as process.env.SERVICE_KEY.',
        required: true,
        ...described
      },
      {
        name: 'SPARE',
        label: 'SPARE',
        description: 'What the destination reads as process.env.SPARE.',
        required: false,
        ...described
      }
    ])
    expect(code).toContain('const environment = { REGION: "eu" };')
  })

  it('is that of the connected instance whose event it is, also where it was read at load; no action is given it as a setting', async () => {
    const host = await createHost({ code: (await compile()).code })
    try {
      const bodies = []
      for (const [key, spare] of [
        ['fake_one', ' '],
        [' fake_two ', 'fake_spare'],
        ['fake_one', undefined]
      ]) {
        const settings = { apiKey: 'fake_api', SERVICE_KEY: key, SPARE: spare }
        const { requests } = await host.invoke(event('Sign Up'), settings, { kind: 'ok' })
        bodies.push(JSON.parse(requests[0]!.body!) as unknown)
      }
      const first = { early: ['eu', 'fake_one', null], now: 'fake_one', settings: { apiKey: 'fake_api' } }
      expect(bodies).toEqual([
        first,
        {
          early: ['eu', 'fake_two', 'fake_spare'],
          now: 'fake_two',
          spare: 'fake_spare',
          settings: { apiKey: 'fake_api' }
        },
        first
      ])
    } finally {
      await host.close()
    }
  })

  it.each([
    [
      'is asked for where it is missing',
      'Sign Up',
      { apiKey: 'fake_api' },
      { name: 'ValidationError', message: 'Acme: The setting "SERVICE_KEY" is missing. Enter it in Segment.' }
    ],
    [
      'gets out in no message',
      'Leak',
      { apiKey: 'fake_api', SERVICE_KEY: 'fake_service_key' },
      { message: expect.stringContaining('the key is [secret]') as unknown }
    ]
  ])('%s', async (_, name, settings, error) => {
    const host = await createHost({ code: (await compile()).code })
    try {
      expect(await host.invoke(event(name), settings, { kind: 'ok' })).toMatchObject({ requests: [], error })
    } finally {
      await host.close()
    }
  })

  it('gets out in no message of a definition that does not load with it', async () => {
    const source = acme.replace('process.env.REGION', 'new RegExp(process.env.SERVICE_KEY).source')
    const host = await createHost({ code: (await compile({}, source)).code })
    try {
      const settings = { apiKey: 'fake_api', SERVICE_KEY: '(fake_service_key' }
      expect(await host.invoke(event('Sign Up'), settings, { kind: 'ok' })).toMatchObject({
        outcome: 'discarded',
        error: {
          name: 'ValidationError',
          message:
            'Acme: it does not load with what the settings SERVICE_KEY, SPARE say (SyntaxError). Change them in Segment.'
        }
      })
    } finally {
      await host.close()
    }
  })

  it('is kept from a destination without settings, too', async () => {
    const source = acme.replace(/fields: \{ apiKey: .* \}/, 'fields: {}')
    const host = await createHost({ code: (await compile({}, source)).code })
    try {
      const { requests } = await host.invoke(event('Sign Up'), { SERVICE_KEY: 'fake_key' }, { kind: 'ok' })
      expect(JSON.parse(requests[0]!.body!)).toMatchObject({ now: 'fake_key', settings: {} })
    } finally {
      await host.close()
    }
  })

  it('is not called as a setting that there is', async () => {
    await expect(compile({ env: { ...env, apiKey: { setting: true } } })).rejects.toMatchObject({
      code: 'config',
      message:
        'segment.config.json: functions.acme.env.apiKey would be a setting, and the destination has one of that name.',
      hint: 'Give it as a text, if it is no secret.'
    })
  })
})

it('is found however a definition of Segment writes it', async () => {
  const source = definition({
    imports: `import * as process from 'process'`,
    perform: `(request) => request('https://api.example.com/track', {
      method: 'post',
      json: [process?.env?.REGION, process.env?.['REGION'], process?.env?.SERVICE_KEY]
    })`
  })
  const host = await createHost({ code: (await compile({}, source)).code })
  try {
    const settings = { apiKey: 'fake_api', SERVICE_KEY: 'fake_key' }
    const { requests } = await host.invoke(event('Seen'), settings, { kind: 'ok' })
    expect(JSON.parse(requests[0]!.body!)).toEqual(['eu', 'eu', 'fake_key'])
  } finally {
    await host.close()
  }
})

it('is refused where the definition reads another variable', async () => {
  await expect(compile({ env: { REGION: 'eu', SPARE: { setting: true } } })).rejects.toThrow(
    'destinations/acme/index.ts:2 uses process.env.SERVICE_KEY, which does not exist in Functions.'
  )
})

it('is the same in both engines', async () => {
  const given = { apiKey: 'example_api', SERVICE_KEY: 'example_key' }
  const json = { early: ['eu', 'example_key', null], now: 'example_key', settings: { apiKey: 'example_api' } }
  const request = { method: 'POST', url: 'https://api.example.com/track', json }
  const root = await temporaryFolder({
    'package.json': { version: '1.2.3', type: 'module' },
    'segment.config.json': { functions: { acme: entry } },
    'destinations/acme/index.ts': acme,
    'fixtures/acme/with.json': {
      description: 'With the key',
      settings: given,
      event: event('Sign Up'),
      exchanges: [{ request, reply: { status: 200, json: {} } }],
      expect: { outcome: 'delivered' }
    },
    'fixtures/acme/without.json': {
      description: 'Without the key',
      settings: { apiKey: 'example_api' },
      event: event('Sign Up'),
      exchanges: [],
      expect: { outcome: 'discarded', error: 'ValidationError' }
    }
  })
  expect(await call(root, ['replay'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 passed, 0 failed')
  })
})
