import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { UserError } from '../../scripts/shared/errors.ts'
import { type Fixture, readFixture } from '../../scripts/replay/fixture.ts'
import { temporaryFolder } from '../temporary.ts'

const request = { method: 'post', url: 'https://api.example.com/track', json: { id: 1 } }
const valid = {
  event: { type: 'track', event: 'Signed Up' },
  exchanges: [{ request, reply: { status: 200, json: {} } }],
  expect: { outcome: 'delivered' }
}

/** Reads one fixture at fixtures/demo/case.json, with other files beside it. */
async function read(content: unknown, others: Record<string, unknown> = {}): Promise<Fixture> {
  const root = await temporaryFolder({ 'fixtures/demo/case.json': content, ...others })
  return readFixture({ root, fixtures: join(root, 'fixtures') }, join(root, 'fixtures/demo/case.json'))
}

async function mistake(content: unknown): Promise<string[]> {
  const error = await read(content).then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  if (!(error instanceof UserError)) throw new Error(`no UserError but ${String(error)}`)
  return [error.code, error.message, error.hint ?? '']
}

describe('readFixture', () => {
  it('fills in what may be left out', async () => {
    expect(await read(valid)).toEqual({
      file: 'fixtures/demo/case.json',
      function: 'demo',
      settings: {},
      events: [{ type: 'track', event: 'Signed Up' }],
      batch: false,
      exchanges: [{ request: { ...request, method: 'POST' }, reply: { status: 200, json: {} } }],
      expect: { outcome: 'delivered' }
    })
  })

  it('reads everything a fixture can say', async () => {
    const fixture = {
      description: 'Two events, one of them recorded',
      function: 'other',
      settings: { apiKey: 'example' },
      events: ['events/browser.json', { type: 'identify' }],
      presets: { 'Track a lead': { subscribe: 'type = "track"' } },
      differs: 'unusable-field',
      exchanges: [
        {
          request: {
            method: 'PUT',
            url: 'http://localhost:8080/?a=1',
            headers: { Accept: '*/*' },
            withoutHeaders: ['authorization'],
            form: { a: 'b' }
          },
          fault: 'reset'
        },
        {
          request: { method: 'GET', url: 'https://api.example.com' },
          reply: { status: 404, text: 'no', headers: { 'retry-after': '1' } }
        }
      ],
      expect: { statuses: [200, 500], error: 'RetryError', message: 'reset' }
    }
    expect(await read(fixture, { 'fixtures/events/browser.json': { type: 'page' } })).toEqual({
      ...fixture,
      file: 'fixtures/demo/case.json',
      batch: true,
      events: [{ type: 'page' }, { type: 'identify' }]
    })
  })

  it('takes the name of the folder that --fixtures names', async () => {
    const root = await temporaryFolder({ 'mine/demo/case.json': valid })
    const fixtures = join(root, 'mine/demo')
    expect(await readFixture({ root, fixtures }, join(fixtures, 'case.json'))).toMatchObject({
      file: 'mine/demo/case.json',
      function: 'demo'
    })
  })

  it('reads an event with a key that JavaScript treats apart', async () => {
    const fixture = await read(
      JSON.stringify(valid).replace('"event":"Signed Up"', '"__proto__":{"polluted":true}')
    )
    expect(Object.keys(fixture.events[0]!)).toEqual(['type', '__proto__'])
  })

  it('says where the JSON breaks', async () => {
    expect(await mistake('{\n  "event": {"type": "track"},\n  "exchanges": [],\n}')).toEqual([
      'fixture',
      'fixtures/demo/case.json:4:1 is not JSON: "}" cannot stand there.',
      'Mend the file there. JSON has no comments, no trailing commas and only double quotes.'
    ])
    expect((await mistake(''))[1]).toBe('fixtures/demo/case.json:1:1 is not JSON: it is empty.')
    expect((await mistake('{"event": '))[1]).toBe(
      'fixtures/demo/case.json:1:11 is not JSON: it ends too early.'
    )
  })

  it('names the line of an unknown key and the nearest known one', async () => {
    const exchanges = [{ request, replay: { status: 200 } }]
    expect(await mistake({ ...valid, exchanges })).toEqual([
      'fixture',
      'fixtures/demo/case.json:15:7: exchanges[0].replay is not a key of the format.',
      'Did you mean "reply"?'
    ])
  })

  it('names a row that the table of differences does not have, and the nearest', async () => {
    expect(await mistake({ ...valid, differs: 'redirects' })).toEqual([
      'fixture',
      'fixtures/demo/case.json:24:3: differs is "redirects", which is no row of the table of differences (scripts/replay/differences.ts).',
      'Did you mean "redirect"?'
    ])
  })

  it('names a recorded event that does not exist, and where it was looked for', async () => {
    expect(await mistake({ ...valid, event: 'events/none.json' })).toEqual([
      'fixture',
      'fixtures/demo/case.json:2:3: event names "events/none.json", which does not exist.',
      'Recorded events are looked for below fixtures, such as "events/browser-signup.json".'
    ])
    expect((await mistake({ ...valid, event: '../../package.json' }))[1]).toBe(
      'fixtures/demo/case.json:2:3: event names "../../package.json", which does not exist.'
    )
  })

  it.each([
    [[], 'the file is a list, not an object.'],
    [{ ...valid, event: undefined }, 'the file has neither "event" nor "events".'],
    [{ ...valid, events: [] }, 'the file has both "event" and "events".'],
    [{ ...valid, event: undefined, events: [] }, 'events is empty.'],
    [{ ...valid, event: null }, 'event is null, not an event.'],
    [{ ...valid, event: [] }, 'event is a list, not an event.'],
    [{ ...valid, event: { event: 'x' } }, 'event has no "type".'],
    [
      { ...valid, event: { type: 'track', x: 'x'.repeat(6 * 1024 * 1024) } },
      'more than 5 MB are not replayed.'
    ],
    [{ ...valid, settings: [] }, 'settings is a list, not an object.'],
    [{ ...valid, presets: true }, 'presets is a boolean, not an object.'],
    [{ ...valid, presets: { Track: false } }, 'presets.Track is a boolean, not an object.'],
    [
      { ...valid, presets: { Track: { subscribed: '' } } },
      'presets.Track.subscribed is not a key of the format.'
    ],
    [{ ...valid, function: 1 }, 'function is 1, not a text.'],
    [{ ...valid, exchanges: undefined }, 'the file has no "exchanges".'],
    [{ ...valid, exchanges: {} }, 'exchanges is {}, not a list.'],
    [{ ...valid, exchanges: [{ request }] }, 'exchanges[0] has neither "reply" nor "fault".'],
    [{ ...valid, exchanges: [{ request, fault: 'late' }] }, 'exchanges[0].fault is "late".'],
    [{ ...valid, exchanges: [{ request, reply: { status: '200' } }] }, 'exchanges[0].reply.status is "200".'],
    [
      { ...valid, exchanges: [{ request: { ...request, text: '' }, fault: 'reset' }] },
      'exchanges[0].request has several bodies: json and text.'
    ],
    [
      { ...valid, exchanges: [{ request: { ...request, form: { a: 1 } }, fault: 'reset' }] },
      'exchanges[0].request.form.a is 1, not a text.'
    ],
    [
      { ...valid, exchanges: [{ request: { ...request, url: '/track' }, fault: 'reset' }] },
      'exchanges[0].request.url is "/track", not a web address.'
    ],
    [{ ...valid, expect: undefined }, 'expect is missing.'],
    [{ ...valid, expect: {} }, 'expect has no "outcome".'],
    [{ ...valid, expect: { outcome: 'sent' } }, 'expect.outcome is "sent".'],
    [{ ...valid, expect: { statuses: [200] } }, 'expect has no "outcome".'],
    [
      { ...valid, expect: { outcome: 'delivered', statuses: [200] } },
      'expect has "statuses", which only a batch has.'
    ],
    [
      { ...valid, event: undefined, events: [{ type: 'track' }], expect: { statuses: [200, 200] } },
      'expect.statuses has 2 entries for 1 events.'
    ]
  ])('refuses %.60j', async (content, message) => {
    const [code, text] = await mistake(content)
    expect(code).toBe('fixture')
    expect(text).toContain(message)
    expect(text).toMatch(/^fixtures\/demo\/case\.json:\d+:\d+: /)
  })

  it('names a file that does not exist', async () => {
    const root = await temporaryFolder({})
    const reading = readFixture({ root, fixtures: root }, join(root, 'none.json'))
    await expect(reading).rejects.toThrow('none.json does not exist.')
  })
})
