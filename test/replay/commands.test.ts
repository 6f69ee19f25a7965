import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import type { ReplayReport } from '../../scripts/replay/index.ts'
import { call } from '../cli/call.ts'
import { event, passing, project, request, settings } from './project.ts'

const run = (root: string, ...argv: string[]) => call(root, argv)

describe('npm run replay', () => {
  it('builds, replays, and prints the counts', async () => {
    const root = await project({
      'fixtures/demo/delivered.json': passing,
      'fixtures/demo/pages.json': {
        settings,
        presets: { Pages: { mapping: { plan: 'pro' } } },
        event: { type: 'page' },
        exchanges: [{ request: { ...request, json: { name: 'Page', plan: 'pro' } }, reply: { status: 500 } }],
        expect: { outcome: 'retried', error: 'RetryError', message: 'HTTP 500' }
      },
      'fixtures/demo/batch.json': {
        settings,
        events: [event, { type: 'group' }],
        exchanges: [{ request, fault: 'timeout' }],
        expect: { statuses: [408, 400] }
      }
    })
    expect(await run(root, 'replay')).toEqual({
      code: 0,
      stderr: '',
      stdout: `function  fixtures  passed  failed
--------  --------  ------  ------
demo      3         3       0

3 passed, 0 failed
`
    })
    expect(await readdir(join(root, 'dist/demo'))).toEqual(['function.js', 'manifest.json', 'settings.json'])
  })

  it('fails with the difference, as text and as JSON', async () => {
    const root = await project({
      'fixtures/demo/wrong.json': {
        ...passing,
        exchanges: [{ request: { ...request, json: { name: 'Sign Up' } }, reply: { status: 200 } }]
      }
    })
    const problem = `fixtures/demo/wrong.json: the function sent POST https://api.example.com/track, which no exchange expects.
  Nearest: exchange 1, where body.name: expected "Sign Up", sent "Signed Up".
  Add the exchange to the fixture, or change the mapping in segment.config.json (functions.demo.presets).`
    const asText = await run(root, 'replay')
    expect(asText.code).toBe(1)
    expect(asText.stdout).toContain(problem)
    expect(asText.stdout).toMatch(/\n0 passed, 1 failed\n$/)

    const asJson = await run(root, 'replay', 'demo', '--json', '--coverage')
    const report = JSON.parse(asJson.stdout) as ReplayReport
    expect(asJson.code).toBe(1)
    expect(report).toEqual({
      passed: 0,
      failed: 1,
      fixtures: [
        {
          file: 'fixtures/demo/wrong.json',
          function: 'demo',
          passed: false,
          outcome: 'retried',
          problems: [problem],
          warnings: [],
          requests: [
            {
              method: 'POST',
              url: request.url,
              headers: expect.objectContaining({ 'content-type': 'application/json' }),
              body: '{"name":"Signed Up"}'
            }
          ]
        }
      ],
      coverage: [
        {
          function: 'demo',
          handlers: { reached: 1, total: 2, percent: 50, missing: ['onBatch'] },
          presets: { reached: 1, total: 2, percent: 50, missing: ['Pages'] },
          fields: { reached: 1, total: 2, percent: 50, missing: ['track.plan'] },
          outcomes: {
            reached: 1,
            total: 5,
            percent: 20,
            missing: ['delivered', 'ValidationError', 'InvalidEventPayload', 'EventNotSupported']
          }
        }
      ]
    })
  })

  it('ends with 2 for a mistake', async () => {
    const root = await project({})
    expect(await run(root, 'replay', 'demmo')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'There is no function "demmo" in segment.config.json.\n  Did you mean "demo"?\n'
    })
  })
})

describe('npm run invoke', () => {
  it('shows what one event sends, with obviously fake settings', async () => {
    const root = await project({ 'event.json': event })
    expect(await run(root, 'invoke', 'demo', '--event', 'event.json')).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /^POST https:\/\/api\.example\.com\/track\n(.*\n)*  {\n {4}"name": "Signed Up"\n {2}}\n\ntaken by "Track"\n\nwarning: no --settings, so account is "example_account", apiKey is "example_apiKey"\n\ndelivered in \d+ ms\n$/
      )
    })
  })

  it('reads an event from standard input', async () => {
    const root = await project({})
    const stdin = Readable.from([JSON.stringify(event)])
    const { code, stdout } = await call(root, ['invoke', 'demo', '--event', '-', '--json'], { stdin })

    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({
        outcome: 'delivered',
        explanation: [{ taken: [{ preset: 'Track', action: 'track' }], passed: [] }]
      })
    ])
  })

  it('says why no preset takes an event', async () => {
    const root = await project({ 'event.json': { type: 'screen' } })
    const { code, stdout } = await call(root, ['invoke', 'demo', '--event', 'event.json'])

    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining(
        'no preset takes the event:\n  "Track": type is "screen", the preset wants "track"\n'
      )
    ])
  })

  it('explains where each value came from', async () => {
    const root = await project({ 'event.json': event })
    const { stdout } = await call(root, ['invoke', 'demo', '--event', 'event.json', '--explain'])

    expect(stdout).toContain(`preset "Track", action track:
field  value        from               written in
-----  -----------  -----------------  --------------------
name   "Signed Up"  $.event            default of the field
plan   (none)       $.properties.plan  default of the field
`)
  })

  it('shows the nearest exchange of a request that none expects', async () => {
    const other = { ...request, json: { name: 'Sign Up' } }
    const root = await project({
      'event.json': event,
      'exchanges.json': [{ request: other, reply: { status: 200 } }]
    })
    const files = ['--event', 'event.json', '--exchanges', 'exchanges.json']
    const { stdout } = await call(root, ['invoke', 'demo', ...files])

    expect(stdout).toContain(
      `warning: no exchange expects POST https://api.example.com/track, so it was not answered.
  Nearest: exchange 1, where body.name: expected "Sign Up", sent "Signed Up".\n`
    )
  })

  it.each([
    [{ apiKey: 5, account: 'a' }, 'settings.json:2:3: apiKey is a number, not a text.\n  Write "…".\n'],
    [{ account: ['a'], apiKey: 'k' }, 'settings.json:2:3: account is a list, not a text.\n  Write "…".\n']
  ])('refuses settings of the wrong type by name: %j', async (wrong, message) => {
    const root = await project({ 'event.json': event, 'settings.json': wrong })
    const files = ['--event', 'event.json', '--settings', 'settings.json']

    expect(await call(root, ['invoke', 'demo', ...files])).toEqual({ code: 2, stdout: '', stderr: message })
  })

  it('ends with 1 when the vendor refuses', async () => {
    const root = await project({
      'events.json': [event],
      'exchanges.json': [
        { request, reply: { status: 422, json: { message: 'no such plan' } } },
        { request, fault: 'reset' }
      ]
    })
    const files = ['--event', 'events.json', '--exchanges', 'exchanges.json']
    const { code, stdout } = await run(root, 'invoke', 'demo', '--json', ...files)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'discarded',
      statuses: [{ status: 422, errormessage: expect.stringContaining('no such plan') }],
      warnings: [
        'no --settings, so account is "example_account", apiKey is "example_apiKey"',
        'exchange 2 was not used: POST https://api.example.com/track'
      ]
    })
  })

  it('ends with 2 for a mistake', async () => {
    const root = await project({ 'event.json': 'null' })
    expect(await run(root, 'invoke', 'demo', '--event', 'event.json')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'event.json is null, not an event.\n  Write an object with a "type", such as {"type": "track", "event": "Signed Up", "userId": "user_1"}.\n'
    })
  })
})
