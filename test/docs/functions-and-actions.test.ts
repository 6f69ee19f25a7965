/** Each row of docs/functions-and-actions.md happens, or stands in the list of what only Segment can show. */
import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import type { FunctionConfig } from '../../scripts/input/config.ts'
import { createHost } from '../../scripts/host/index.ts'
import { Deadline } from '../../scripts/runtime/core/deadline.ts'
import { definition } from '../compile/definition.ts'
import type { Parts } from '../compile/definition.ts'
import { temporaryFolder } from '../temporary.ts'

const page = await readFile('docs/functions-and-actions.md', 'utf8')
const rows = new Map(
  [...page.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)].slice(2).map(([, action, fn]) => [action!, fn!])
)

async function compile(parts: Parts | string, config: Partial<FunctionConfig> = {}) {
  const root = await temporaryFolder({
    'package.json': { version: '1.2.3' },
    'destinations/acme/index.ts': typeof parts === 'string' ? parts : definition(parts)
  })
  const entry = { destination: 'destinations/acme', displayName: 'Acme', ...config }
  return compileFunction(root, await resolveFunction(root, 'acme', entry))
}

/** What comes of track events, one after another, when every request is answered 200. */
async function ends(parts: Parts, names: string[] = ['Seen']) {
  const { code } = await compile(parts)
  const host = await createHost({ code, file: 'function.js' })
  const found = []
  for (const event of names)
    found.push(await host.invoke({ type: 'track', event, messageId: 'm' }, { apiKey: 'k' }, { kind: 'ok' }))
  await host.close()
  return found
}

/** Of a row, which the names in it are tried. */
const happens: Record<string, (inAFunction: string) => Promise<void>> = {
  'settings of many types': async () => {
    const { manifest, settings } = await compile(
      definition({}).replace(
        'fields: {',
        `fields: {
          limit: { label: 'Limit', description: '', type: 'number' },
          mode: { label: 'Mode', description: '', type: 'string', choices: [{ label: 'A', value: 'a' }] },
          on: { label: 'On', description: '', type: 'boolean' },
          list: { label: 'List', description: '', type: 'string', multiple: true },
          map: { label: 'Map', description: '', type: 'object' },`
      )
    )
    expect(settings.map(({ type }) => type)).toEqual([
      'STRING',
      'STRING',
      'BOOLEAN',
      'ARRAY',
      'TEXT_MAP',
      'STRING'
    ])
    expect(manifest.lowered.join()).toMatch(/limit: .*number.*mode: its choices/)
  },

  '`authentication` with `testAuthentication`, OAuth': async () => {
    const oauth = definition({ scheme: 'oauth2' }).replace(
      "scheme: 'oauth2',",
      "scheme: 'oauth2', testAuthentication: () => { throw new Error('never asked') }, refreshAccessToken: async () => ({ accessToken: 'new' }),"
    )
    const { settings } = await compile(oauth)
    expect(settings.map(({ name }) => name)).toEqual(expect.arrayContaining(['apiKey', 'oauthAccessToken']))
  },

  'dynamic fields, which the app fills from the vendor': async (row) => {
    const fields = `name: { label: 'Name', description: '', type: 'string', dynamic: true }`
    expect(row).toMatch(/not there/)
    expect((await compile({ fields })).manifest.lowered.join()).toMatch(/dynamic fields are left out/)
  },

  'action hooks, audiences (`audienceFields`), `asyncActions`': async () => {
    const { manifest } = await compile({
      action: 'hooks: {},',
      more: `audienceConfig: { mode: { type: 'realtime' } }, asyncActions: {}`
    })
    expect(manifest.lowered.join()).toMatch(
      /asyncActions are left out.*audienceConfig is left out.*hooks are left out/
    )
  },

  '`statsContext`, `logger`, `transactionContext`, `features`': async () => {
    const [end] = await ends({
      perform: `(request, { statsContext, logger, transactionContext, features }) => {
        statsContext.statsClient.incr('seen', 1, statsContext.tags)
        logger.info('seen')
        transactionContext.setTransaction('a', 'b')
        return request('https://api.example.com/', { method: 'post', json: features })
      }`
    })
    expect([end!.outcome, end!.requests.map(({ body }) => body), end!.logs]).toEqual([
      'delivered',
      ['{}'],
      []
    ])
  },

  'errors of many classes': async (row) => {
    const found = await ends(
      {
        imports: `import { HTTPError, IntegrationError, InvalidAuthenticationError, PayloadValidationError, RetryableError } from '@segment/actions-core'`,
        perform: `(request, { payload: { name } }) => {
          if (name === 'Payload') throw new PayloadValidationError('no')
          if (name === 'Retry') throw new RetryableError('no')
          if (name === 'Key') throw new InvalidAuthenticationError('no')
          if (name === 'Refused') throw new IntegrationError('no', 'NO', 400)
        }`
      },
      ['Payload', 'Retry', 'Key', 'Refused']
    )
    const names = found.map(({ error }) => error!.name)
    expect(names).toEqual(['ValidationError', 'RetryError', 'InvalidEventPayload', 'InvalidEventPayload'])
    for (const name of names) expect(row).toContain(name)
    const { code } = await compile({})
    const host = await createHost({ code, file: 'function.js' })
    const { error } = await host.invoke({ type: 'page' }, { apiKey: 'k' }, { kind: 'ok' })
    await host.close()
    expect(row).toContain(error!.name)
  },

  'one subscription fails, others do not care': async () => {
    const [first, again] = await ends(
      {
        fields: `name: { label: 'Name', description: '', type: 'string' }`,
        presets: ['works', 'fails']
          .map(
            (name) =>
              `{ name: '${name}', partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: { name: '${name}' } }`
          )
          .join(),
        imports: `import { RetryableError } from '@segment/actions-core'`,
        perform: `(request, { payload: { name } }) => {
          if (name === 'fails') throw new RetryableError('later')
          return request('https://api.example.com/' + name)
        }`
      },
      ['Seen', 'Seen']
    )
    expect([first!.outcome, first!.requests.length]).toEqual(['retried', 1])
    expect([again!.outcome, again!.requests.length]).toEqual(['retried', 0])
  },

  'batches by `batch_keys` and `batch_size`': async () => {
    const { code } = await compile({
      fields: `name: { label: 'Name', description: '', type: 'string', default: { '@path': '$.event' } },
        batch_size: { label: 'Size', description: '', type: 'number', default: 2 }`,
      action: `performBatch: (request, { payload }) => request('https://api.example.com/', { method: 'post', json: payload.map(({ name }) => name) }),`
    })
    const host = await createHost({ code, file: 'function.js' })
    const events = ['a', 'b', 'c'].map((event) => ({ type: 'track', event, messageId: event }))
    const { statuses, requests } = await host.invoke(events, { apiKey: 'k' }, { kind: 'ok' })
    await host.close()
    expect(statuses!.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(requests.map(({ body }) => body).sort()).toEqual(['["a","b"]', '["c"]'])
  },

  '30 s for a request': (row) => {
    const limit = Number(/(\d) s for a handler/.exec(row)![1]) * 1000
    expect(new Deadline().left()).toBeLessThan(limit)
    return Promise.resolve()
  },

  'Node, with its modules': async (row) => {
    const names = [
      ...row
        .split(':')[0]!
        .split('; no ')[1]!
        .matchAll(/`(\w+)`/g)
    ].map(([, name]) => name!)
    expect(names.length).toBeGreaterThan(3)
    for (const name of names) {
      const compiling = compile({ perform: `(request) => request(String(${name}))` }).then(() => name)
      await expect(compiling).rejects.toThrow(`uses ${name}, which does not exist in Functions`)
    }
  }
}

/** Nothing of this project can show them. */
const onlyAtSegment = [
  'Segment hosts it, after a review',
  "presets and mappings are changed in Segment's app"
]

it('has a row for each, and each row is held', () => {
  expect([...rows.keys()].sort()).toEqual([...Object.keys(happens), ...onlyAtSegment].sort())
})

it.each(Object.entries(happens))('%s', (action, hold) => hold(rows.get(action)!))
