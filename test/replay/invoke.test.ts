import { describe, expect, it } from '@jest/globals'
import { UserError } from '../../scripts/shared/errors.ts'
import { invokeFunction } from '../../scripts/replay/invoke.ts'
import { event, project, request } from './project.ts'

describe('invokeFunction', () => {
  it('never prints a secret', async () => {
    const root = await project({
      'event.json': { ...event, event: 'sesame-open' },
      'settings.json': { account: 'acme', apiKey: ' sesame-open ' }
    })
    const files = { event: 'event.json', settings: 'settings.json' }
    expect(await invokeFunction({ root, function: 'demo', explain: true, ...files })).toEqual({
      outcome: 'delivered',
      error: null,
      statuses: null,
      requests: [
        {
          method: 'POST',
          url: request.url,
          headers: expect.objectContaining({ authorization: 'Basic acme:[apiKey]' }),
          body: '{"name":"[apiKey]"}'
        }
      ],
      logs: [],
      warnings: [],
      durationMs: expect.any(Number),
      explanation: [
        {
          taken: [
            {
              preset: 'Track',
              action: 'track',
              fields: [
                {
                  field: 'name',
                  value: '[apiKey]',
                  from: 'path',
                  path: '$.event',
                  writtenIn: 'default of the field'
                },
                { field: 'plan', from: 'path', path: '$.properties.plan', writtenIn: 'default of the field' }
              ]
            }
          ],
          passed: []
        }
      ]
    })
  })

  it.each([
    [
      'a missing file',
      {},
      {},
      'event.json does not exist.\n  Check the path; it is relative to the project.'
    ],
    [
      'malformed JSON',
      { 'event.json': '{"type": track}' },
      {},
      'event.json:1:10 is not JSON: "t" cannot stand there.\n  Mend the file there. JSON has no comments, no trailing commas and only double quotes.'
    ],
    [
      'null',
      { 'event.json': 'null' },
      {},
      'event.json is null, not an event.\n  Write an object with a "type", such as {"type": "track", "event": "Signed Up", "userId": "user_1"}.'
    ],
    [
      'an event without type',
      { 'event.json': [event, { event: 'x' }] },
      {},
      'event.json:7:3: event 2 has no "type".\n  Add "type": "track", "identify", "page", "screen", "group", "alias" or "delete".'
    ],
    [
      'an event of a type that no handler has',
      { 'event.json': { ...event, type: 'trak' } },
      {},
      'event.json: its "type" is "trak", which no call of Segment has.\n  Did you mean "track"?'
    ],
    [
      'such an event in a batch',
      { 'event.json': [event, { ...event, type: 'purchase' }] },
      {},
      'event.json:7:3: event 2: its "type" is "purchase", which no call of Segment has.\n  There are: "identify", "track", "page", "screen", "group", "alias", "delete".'
    ],
    [
      'an event of 10 MB',
      { 'event.json': { ...event, text: 'x'.repeat(10 * 1024 * 1024) } },
      {},
      'event.json has 10.0 MB; more than 5 MB are not replayed.\n  Cut the event down: Segment itself refuses events above 32 KB.'
    ],
    [
      'settings without a required one',
      { 'event.json': event, 'settings.json': { account: 'acme', apiKey: ' ' } },
      { settings: 'settings.json' },
      'settings.json: the required setting "API Key" (apiKey) is missing.\n  Add "apiKey" to the file.'
    ],
    [
      'settings with a key that is not in quotes, without showing it',
      { 'event.json': event, 'settings.json': '{"apiKey": sesame-open}' },
      { settings: 'settings.json' },
      'settings.json:1:12 is not JSON: "s" cannot stand there.\n  Mend the file there. JSON has no comments, no trailing commas and only double quotes.'
    ],
    [
      'settings that are no object, without showing them',
      { 'event.json': event, 'settings.json': ['sesame-open'] },
      { settings: 'settings.json' },
      'settings.json:1:1: the file is a list, not an object.\n  Write an object: {"…": …}.'
    ],
    [
      'real requests with fake settings',
      { 'event.json': event },
      { live: true },
      '--live needs --settings: fake settings would reach the real vendor.\n  Give a file with the settings, and keep it out of git.'
    ]
  ])('refuses %s', async (_, files, options, text) => {
    const root = await project(files)
    const error = await invokeFunction({ root, function: 'demo', event: 'event.json', ...options }).then(
      () => undefined,
      (thrown: unknown) => thrown
    )
    if (!(error instanceof UserError)) throw new Error(`no UserError but ${String(error)}`)
    expect(`${error.message}\n  ${error.hint}`).toBe(text)
  })
})
