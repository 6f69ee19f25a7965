import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { resolveFunction } from '../../scripts/compile/index.ts'
import { loadConfig } from '../../scripts/input/config.ts'
import { fixtureOf } from '../../scripts/replay/save-fixture.ts'
import { UserError } from '../../scripts/shared/errors.ts'
import { call } from '../cli/call.ts'
import { event, project, request, settings } from './project.ts'

const kept = async (root: string, name: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(root, 'fixtures', name), 'utf8'))

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('npm run invoke -- --save-fixture', () => {
  it('keeps an event as a fixture that replays green', async () => {
    const root = await project({ 'event.json': event })
    const { code, stdout } = await call(root, [
      'invoke',
      'demo',
      '--event',
      'event.json',
      '--save-fixture',
      'first'
    ])

    expect([code, stdout]).toEqual([0, expect.stringContaining('\nkept as fixtures/demo/first.json\n')])
    expect(await kept(root, 'demo/first.json')).toEqual({
      description: 'track "Signed Up" is delivered, as it was seen',
      settings,
      event,
      exchanges: [
        {
          request: {
            ...request,
            headers: {
              authorization: basic('example_account:example_apiKey'),
              'content-type': 'application/json'
            }
          },
          reply: { status: 200, json: {} }
        }
      ],
      expect: { outcome: 'delivered' }
    })
    expect((await call(root, ['replay'])).stdout).toContain('\n1 passed, 0 failed\n')
  })

  it('keeps a batch with the answers it got, and fake values for secrets', async () => {
    const root = await project({
      'batch.json': [{ ...event, event: 'Paid with re@l key/1' }, { type: 'group' }],
      'settings.json': { account: 'acme', apiKey: 're@l key/1' },
      'exchanges.json': [
        {
          request: { ...request, json: { name: 'Paid with re@l key/1' } },
          reply: { status: 429, text: 'slow down' }
        }
      ]
    })
    const { code, stdout } = await call(root, [
      ...['invoke', 'demo', '--event', 'batch.json', '--settings', 'settings.json'],
      ...['--exchanges', 'exchanges.json', '--save-fixture', 'slow', '--json']
    ])

    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      expect.objectContaining({ fixture: 'fixtures/demo/slow.json' })
    ])
    const fixture = await kept(root, 'demo/slow.json')
    expect(JSON.stringify(fixture)).not.toContain('re@l')
    expect(fixture).toMatchObject({
      settings: { account: 'acme', apiKey: 'example_apiKey' },
      events: [{ ...event, event: 'Paid with example_apiKey' }, { type: 'group' }],
      exchanges: [
        {
          request: {
            headers: { authorization: basic('acme:example_apiKey') },
            json: { name: 'Paid with example_apiKey' }
          },
          reply: { status: 429, text: 'slow down' }
        }
      ],
      expect: { statuses: [429, 400] }
    })
    expect((await call(root, ['replay'])).stdout).toContain('\n1 passed, 0 failed\n')
  })

  it('keeps what a function refuses, with its error', async () => {
    const root = await project({ 'event.json': { type: 'screen', name: 'Home' } })
    await call(root, ['invoke', 'demo', '--event', 'event.json', '--save-fixture', 'refused'])

    expect(await kept(root, 'demo/refused.json')).toMatchObject({
      exchanges: [],
      expect: { outcome: 'discarded', error: 'EventNotSupported', message: expect.any(String) }
    })
    expect((await call(root, ['replay'])).code).toBe(0)
  })

  it('overwrites nothing, and takes no path for a name', async () => {
    const root = await project({ 'event.json': event, 'fixtures/demo/first.json': '{}' })
    const save = (name: string) =>
      call(root, ['invoke', 'demo', '--event', 'event.json', '--save-fixture', name])

    expect(await save('first')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'fixtures/demo/first.json exists already.\n  Choose another name, or remove the file.\n'
    })
    expect(await save('../first')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"../first" is no name of a fixture.')
    })
    expect(await readFile(path.join(root, 'fixtures/demo/first.json'), 'utf8')).toBe('{}')
  })
})

describe('fixtureOf', () => {
  it('refuses a request that no exchange answered', async () => {
    const root = await project({})
    const fn = await resolveFunction(root, 'demo', (await loadConfig(root)).functions.demo!)
    const requests = [{ method: 'POST', url: request.url, headers: {} }]
    const invocation = { outcome: 'retried' as const, requests, logs: [], warnings: [], durationMs: 1 }

    expect(() => fixtureOf({ fn, event, settings, invocation, exchanges: [] })).toThrow(UserError)
  })
})
