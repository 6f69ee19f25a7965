import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../../scripts/compile/index.ts'
import { resolveSource } from '../../../scripts/compile/read/source.ts'
import { createHost } from '../../../scripts/host/index.ts'
import type { FunctionConfig } from '../../../scripts/input/config.ts'
import { UserError } from '../../../scripts/shared/errors.ts'
import { temporaryFolder } from '../../temporary.ts'
import { definition } from '../definition.ts'
import type { Parts } from '../definition.ts'

async function compile(parts: Parts | string, config: Partial<FunctionConfig> = {}) {
  const root = await temporaryFolder({
    'package.json': { version: '1.2.3' },
    'destinations/acme/index.ts': typeof parts === 'string' ? parts : definition(parts)
  })
  const entry = { destination: 'destinations/acme', displayName: 'Acme', ...config }
  return compileFunction(root, await resolveFunction(root, 'acme', entry))
}

describe('a mistake in a definition stops the build', () => {
  it.each<[string, Parts | string, RegExp]>([
    ['no destination at all', 'export const acme = 1', /does not export a destination/],
    ['a syntax error', 'export default {', /index\.ts:1:16: /],
    ['an error while it loads', `throw new Error('no key')`, /cannot be loaded: no key/],
    [
      'a preset of an action that does not exist',
      { presets: `{ name: 'Dead', partnerAction: 'sends', subscribe: 'type = "track"', type: 'automatic' }` },
      /no presets, so it would take no event\.\npreset Dead is left out: its action sends is none of this destination's/
    ],
    [
      'a require of what is known only when it runs',
      { perform: `(request, { payload }) => request(require(payload.name))` },
      /index\.ts:17 uses require, which does not exist in Functions/
    ],
    [
      'a mapping of a field that does not exist',
      {
        presets: `{ name: 'Track', partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: { nam: 1 } }`
      },
      /maps the field "nam", which the action does not have/
    ],
    [
      'FQL that does not parse',
      { presets: `{ name: 'Track', partnerAction: 'send', subscribe: 'type = ', type: 'automatic' }` },
      /preset "Track"/
    ],
    [
      'a directive that does not exist',
      { fields: `name: { label: 'Name', description: '', type: 'string', default: { '@pth': '$.event' } }` },
      /@pth/
    ],
    [
      'a format that does not exist',
      { fields: `name: { label: 'Name', description: '', type: 'string', format: 'emial' }` },
      /emial/
    ],
    ['polling', { action: 'performPoll: () => {},' }, /the action "send" has performPoll/],
    ['no perform', { perform: 'undefined' }, /the action "send" has no perform/],
    [
      "a module of Node's",
      { imports: `import { readFileSync } from 'node:fs'`, perform: '() => readFileSync' },
      /"node:fs" does not exist in Functions/
    ],
    [
      'a socket',
      {
        imports: `import { connect, isIP } from 'net'`,
        perform: '(_, { payload }) => isIP(payload.name) && connect(80)'
      },
      /^destinations\/acme\/index\.ts: "net" does not exist in Functions: they have no sockets/
    ],
    [
      'sockets as a whole',
      { imports: `import net from 'node:net'`, perform: '(_, { payload }) => net.isIP(payload.name)' },
      /"net" does not exist in Functions: they have no sockets/
    ],
    [
      'a part of actions-core that Functions do not have',
      {
        imports: `/**\n * Said before.\n */\nimport { fieldsToJsonSchema } from '@segment/actions-core'`,
        perform: '() => fieldsToJsonSchema'
      },
      /index\.ts:5:9: "fieldsToJsonSchema" of @segment\/actions-core does not exist in Functions/
    ],
    ['an await outside a function', { imports: 'await 1' }, /[Tt]op-level await/],
    [
      'a global that Functions do not have',
      { perform: '() => {\n const stop = new AbortController()\n return stop }' },
      /^destinations\/acme\/index\.ts:18 uses AbortController, which does not exist in Functions\.$/
    ],
    [
      'another, as a function',
      { perform: '(_, { payload }) => structuredClone(payload)' },
      /index\.ts:17 uses structuredClone, which/
    ],
    [
      'the environment',
      { imports: 'const key = process.env.KEY', perform: '() => key' },
      /index\.ts:2 uses process/
    ],
    [
      'a default that is none of the choices',
      {
        fields: `mode: { label: 'Mode', description: '', type: 'string', choices: ['wait', 'async'], default: 'waitt' }`
      },
      /^destinations\/acme\/send: the defaults: \/mode is "waitt", but it must be one of "wait", "async"; every event would be refused\.$/
    ]
  ])('%s', async (_, parts, message) => {
    const compiling = compile(parts)
    await expect(compiling).rejects.toThrow(UserError)
    await expect(compiling).rejects.toThrow(message)
  })
})

describe('what was meant as a directive', () => {
  it('is named where it lacks its sign', async () => {
    const compiling = compile({}, { presets: { Track: { mapping: { name: { path: '$.event' } } } } })
    await expect(compiling).rejects.toMatchObject({ hint: 'Write "@path" for the directive.' })
  })

  it('is named where it is a text for every event', async () => {
    const { manifest } = await compile(
      { fields: `data: { label: 'Data', description: '', type: 'object' }` },
      { presets: { Track: { mapping: { data: { a: '$.event', b: { '@path': '$.userId' } } } } } }
    )
    expect(manifest.lowered).toEqual([
      'preset Track: data.a is the text "$.event" for every event; to look there, write {"@path": "$.event"}'
    ])
  })
})

describe('an object of which events fill in a part', () => {
  const item = `{ mode: { label: 'Mode', type: 'string', choices: ['wait', 'async'] }, count: { label: 'Count', type: 'integer' }, name: { label: 'Name', type: 'string' } }`
  const fields = `
    one: { label: 'One', description: '', type: 'object', properties: ${item} },
    list: { label: 'List', description: '', type: 'object', multiple: true, properties: ${item} }`
  const name = { '@path': '$.event' }
  const compileWith = (mapping: Record<string, unknown>) =>
    compile({ fields }, { presets: { Track: { mapping: mapping as never } } })

  it.each<[string, Record<string, unknown>, string, string | undefined]>([
    [
      'a choice that is none',
      { one: { name, mode: 'waitt' } },
      '/one/mode is "waitt", but it must be one of "wait", "async"',
      'Did you mean "wait"?'
    ],
    [
      'a text for a number',
      { one: { name, count: 'two' } },
      '/one/count is "two", but it must be integer',
      undefined
    ],
    [
      'a wrong element of a list',
      {
        list: [
          { name, mode: 'wait' },
          { name, mode: { '@literal': 'wiat' } }
        ]
      },
      '/list/1/mode is "wiat", but it must be one of "wait", "async"',
      'Did you mean "wait"?'
    ],
    [
      'a wrong part of what becomes a list of one',
      { list: { name, mode: 7 } },
      '/list/mode is 7, but it must be one of "wait", "async"',
      'There are: "wait", "async".'
    ]
  ])('is refused for %s', async (_, mapping, what, hint) => {
    const error = await compileWith(mapping).then(
      () => undefined,
      (thrown: unknown) => thrown as UserError
    )
    expect([error?.message, error?.hint]).toEqual([
      `segment.config.json: functions.acme.presets["Track"].mapping: ${what}; every event would be refused.`,
      hint
    ])
  })

  it.each<[string, Record<string, unknown>]>([
    ['values that will do', { one: { name, mode: 'wait', count: '2' } }],
    ['what is left out as empty', { one: { name, mode: null, count: '' } }],
    ['parts that the field does not name', { one: { name, other: { a: 1 } } }],
    ['parts of which events decide', { one: { mode: { '@if': { exists: name, then: 'waitt' } } } }]
  ])('is taken with %s', async (_, mapping) => {
    expect((await compileWith(mapping)).manifest.subscriptions[0]!.mapping).toMatchObject(mapping)
  })
})

/** Values of a field of type text that would lose, or spoil, every event. */
const mistakes: [string, unknown, string, string | undefined][] = [
  [
    'an object for a text',
    { a: 1 },
    'is {"a":1}, but it must be string; every event would be refused',
    undefined
  ],
  ['the same as @literal', { '@literal': { a: 1 } }, 'is {"a":1}, but it must be string', undefined],
  [
    '@if with a typo',
    { '@if': { exist: { '@path': '$.userId' }, then: 'yes' } },
    'has an @if without "exists" or "blank", so every event would fail',
    'It has "exist". Did you mean "exists"?'
  ],
  [
    '@case with a typo',
    { '@case': { operator: 'uper', value: { '@path': '$.event' } } },
    'has an @case with the operator "uper", so every event with a text would fail',
    'Did you mean "upper"?'
  ],
  [
    'a template that is not closed',
    { '@template': 'user {{ userId' },
    'has the template "user {{ userId", in which a "{{" is empty or not closed and would be sent as it is',
    'Write {{userId}}.'
  ],
  [
    'a path that is not closed',
    { '@path': '$.timestamp[0' },
    'has the path "\\$.timestamp\\[0", whose brackets do not match',
    'A path is $.properties.items[0].name; a key with a dot is ["a.b"].'
  ],
  [
    'a Liquid filter that does not exist',
    { '@liquid': '{{ userId | upcas }}' },
    'has Liquid with the filter "upcas", which does not exist, so the value would stay as it is',
    'Did you mean "upcase"?'
  ]
]

describe('a mistake in segment.config.json stops the build', () => {
  it.each<[string, Partial<FunctionConfig>, RegExp, string | undefined]>([
    [
      'a folder without a definition',
      { destination: 'destinations/acne' },
      /^segment.config.json: functions.acme.destination is "destinations\/acne", but there is no destinations\/acne\/index.ts.$/,
      "Give the folder of a definition, from the project's root."
    ],
    [
      'no preset at all',
      { presets: {} },
      /^segment.config.json: functions.acme has no presets, so it would take no event.$/,
      'Name a preset of the destination; one that has none needs one of type "automatic".'
    ],
    [
      'a preset that does not exist',
      { presets: { Trak: true } },
      /segment.config.json: functions.acme.presets\["Trak"\] is no preset of destinations\/acme/,
      'Did you mean "Track"?'
    ],
    [
      'a field that does not exist',
      { presets: { Track: { mapping: { nmae: 'x' } } } },
      /functions.acme.presets\["Track"\].mapping maps the field "nmae"/,
      'Did you mean "name"?'
    ],
    [
      'a sync mode of an action that has none',
      { presets: { Track: { mapping: { __segment_internal_sync_mode: 'add' } } } },
      /functions.acme.presets\["Track"\].mapping sets __segment_internal_sync_mode to "add", which is no sync mode of the action.$/,
      'There are none to choose from.'
    ],
    ...['constructor', '__proto__', 'toString'].map(
      (key): [string, Partial<FunctionConfig>, RegExp, string] => [
        `a field with a name that every object knows: ${key}`,
        { presets: { Track: { mapping: JSON.parse(`{ "${key}": "x" }`) as never } } },
        new RegExp(`functions.acme.presets\\["Track"\\].mapping maps the field "${key}"`),
        'There are: "name".'
      ]
    ),
    [
      'a directive that does not exist',
      { presets: { Track: { mapping: { name: { '@pth': '$.event' } } } } },
      /segment.config.json: functions.acme.presets\["Track"\].mapping: \/name has an unknown directive, @pth/,
      'Did you mean "@path"?'
    ],
    [
      'a destination outside the project',
      { destination: '../acme' },
      /^segment.config.json: functions.acme.destination is "..\/acme", which is outside the project.$/,
      'Give a folder of the project, from its root: what is compiled must be in its history.'
    ],
    ...mistakes.map(
      ([title, value, message, hint]): [string, Partial<FunctionConfig>, RegExp, string | undefined] => [
        title,
        { presets: { Track: { mapping: { name: value as never } } } },
        new RegExp(`^segment.config.json: functions.acme.presets\\["Track"\\].mapping: /name ${message}`),
        hint
      ]
    ),
    [
      'FQL that takes no event',
      { presets: { Track: { subscribe: 'type = "trakc"' } } },
      /segment.config.json: functions.acme.presets\["Track"\].subscribe: the condition "type = \\"trakc\\"" can never be true/,
      'A condition on type has one of identify, track, page, screen, group, alias.'
    ]
  ])('%s', async (_, config, message, hint) => {
    const compiling = compile({}, config)
    await expect(compiling).rejects.toThrow(message)
    await expect(compiling).rejects.toHaveProperty('hint', hint)
  })

  it('a preset of an action that this package does not have', async () => {
    const presets = `{ name: 'Plugin', partnerAction: 'dubPlugin', subscribe: 'type = "track"', type: 'automatic' }`
    await expect(compile({ presets }, { presets: { Plugin: true } })).rejects.toThrow(
      'segment.config.json: functions.acme.presets["Plugin"] names the action "dubPlugin", which destinations/acme does not have.'
    )
  })

  it('a preset that only Segment can fire', async () => {
    const presets = `{ name: 'Entered', partnerAction: 'send', eventSlug: 'warehouse_audience_entered_track', type: 'specificEvent' }`
    await expect(compile({ presets }, { presets: { Entered: true } })).rejects.toThrow(
      /a Function cannot have it/
    )
  })
})

it('takes no definition from outside the project, not through a link either', async () => {
  const elsewhere = await temporaryFolder({ 'index.ts': definition({}) })
  const root = await temporaryFolder({ 'destinations/own/index.ts': definition({}) })
  await symlink(elsewhere, join(root, 'destinations/linked'))
  await expect(
    resolveFunction(root, 'acme', { destination: 'destinations/linked', displayName: 'Acme' })
  ).rejects.toThrow('functions.acme.destination is "destinations/linked", which is outside the project.')
  await expect(resolveSource(root, 'acme', { source: '../acme', displayName: 'Acme' })).rejects.toThrow(
    'functions.acme.source is "../acme", which is outside the project.'
  )
})

describe('the sync mode of an action', () => {
  const parts = {
    action: `syncMode: { default: 'upsert', label: '', description: '', choices: [{ label: 'Upsert', value: 'upsert' }, { label: 'Add', value: 'add' }, { label: 'Delete', value: 'delete' }] },`,
    perform: `(request, { syncMode }) => request('https://api.example.com/' + syncMode)`
  }
  const presetWith = (mapping: string) =>
    `{ name: 'Track', partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: ${mapping} }`
  const ofPreset = presetWith(`{ __segment_internal_sync_mode: 'delete' }`)
  const ofConfig = { presets: { Track: { mapping: { __segment_internal_sync_mode: 'add' } } } }

  it.each<[string, string, Parts, Partial<FunctionConfig>]>([
    ['the definition', 'upsert', parts, {}],
    ['the preset, before the definition', 'delete', { ...parts, presets: ofPreset }, {}],
    ['the config, before both', 'add', { ...parts, presets: ofPreset }, ofConfig]
  ])('is that of %s', async (_, mode, definition, config) => {
    const { code } = await compile(definition, config)
    const host = await createHost({ code, file: 'function.js' })
    const { requests } = await host.invoke({ type: 'track' }, { apiKey: 'example' }, { kind: 'ok' })
    await host.close()
    expect(requests.map(({ url }) => url)).toEqual([`https://api.example.com/${mode}`])
  })

  it.each<[unknown, string]>([
    ['ad', 'Did you mean "add"?'],
    [{ '@path': '$.properties.mode' }, 'There are: "upsert", "add", "delete".']
  ])('is never %j', async (mode, hint) => {
    const mapping = { __segment_internal_sync_mode: mode as never }
    await expect(compile(parts, { presets: { Track: { mapping } } })).rejects.toMatchObject({
      message: expect.stringContaining('which is no sync mode of the action'),
      hint
    })
  })
})

describe('what a function is', () => {
  it('takes all automatic presets when the config names none', async () => {
    const { manifest } = await compile({
      presets: `
        { name: 'Track', partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: { name: 'x' } },
        { name: 'Entered', partnerAction: 'send', eventSlug: 'warehouse_audience_entered_track', type: 'specificEvent' }`
    })
    expect(manifest.subscriptions).toEqual([
      {
        preset: 'Track',
        action: 'send',
        subscribe: 'type = "track"',
        mapping: { name: 'x' },
        types: ['track']
      }
    ])
  })

  it('lets the config win over the preset, and the preset over the defaults of fields', async () => {
    const { manifest } = await compile(
      {
        fields: `
          a: { label: 'A', description: '', type: 'string', default: 'field' },
          b: { label: 'B', description: '', type: 'string', default: 'field' },
          c: { label: 'C', description: '', type: 'string', default: 'field' }`,
        presets: `{ name: 'Track', partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: { b: 'preset', c: 'preset' } }`
      },
      { presets: { Track: { subscribe: 'type = "page"', mapping: { c: 'config' } } } }
    )
    expect(manifest.subscriptions).toEqual([
      {
        preset: 'Track',
        action: 'send',
        subscribe: 'type = "page"',
        mapping: { a: 'field', b: 'preset', c: 'config' },
        types: ['page']
      }
    ])
  })

  const broken = [
    `{ name: 'Plugin', partnerAction: 'dubPlugin', subscribe: 'type = "track"', type: 'automatic' }`,
    `{ name: 'Typo', partnerAction: 'send', subscribe: 'tpye = "track"', type: 'automatic' }`,
    `{ name: 'Poll', partnerAction: 'poll', subscribe: 'type = "track"', type: 'automatic' }`
  ]
  const good = `{ name: 'Track', partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: {} }`

  it('is not stopped by presets that it does not use', async () => {
    const { manifest } = await compile(
      {
        presets: [...broken, good].join(','),
        perform: '() => undefined }, poll: { title: "Poll", fields: {}, performPoll: () => undefined'
      },
      { presets: { Track: true } }
    )
    expect(manifest.subscriptions.map(({ preset }) => preset)).toEqual(['Track'])
  })

  it('names the presets of actions that other packages have, and does without them', async () => {
    const { manifest } = await compile({ presets: [broken[0], good].join(',') })
    expect(manifest.subscriptions.map(({ preset }) => preset)).toEqual(['Track'])
    expect(manifest.lowered).toEqual([
      "preset Plugin is left out: its action dubPlugin is none of this destination's"
    ])
  })

  it('names the presets that Segment itself fires, and does without them', async () => {
    const fired = `{ name: 'Entered', partnerAction: 'send', eventSlug: 'warehouse_audience_entered_track', type: 'specificEvent' }`
    const { manifest } = await compile({ presets: [fired, good].join(',') })
    expect(manifest.lowered).toEqual(['preset Entered is left out: Segment itself fires it (specificEvent)'])
  })

  it.each<[string, Parts, Partial<FunctionConfig>, string[]]>([
    ['a handler for each type its conditions can match', {}, {}, ['onTrack']],
    ['onDelete where the destination has it', { more: 'onDelete: () => {}' }, {}, ['onTrack', 'onDelete']],
    ['onBatch where the config says so', {}, { batch: true }, ['onTrack', 'onBatch']],
    ['onBatch where an action can batch', { action: 'performBatch: () => {},' }, {}, ['onTrack', 'onBatch']],
    [
      'no onBatch where the config says so',
      { action: 'performBatch: () => {},' },
      { batch: false },
      ['onTrack']
    ]
  ])('has %s', async (_, parts, config, handlers) => {
    expect((await compile(parts, config)).manifest.handlers).toEqual(handlers)
  })

  it('names what is left out of it', async () => {
    const { manifest } = await compile({
      action: `hooks: {}, syncMode: { default: 'add', label: '', description: '', choices: [] },`,
      fields: `name: { label: 'Name', description: '', type: 'string', dynamic: true }`,
      more: `audienceConfig: { mode: { type: 'realtime' } }, asyncActions: {}`
    })
    expect(manifest.lowered).toEqual([
      'asyncActions are left out: they are asked later how they went, and a Function ends with its event',
      'audienceConfig is left out: Functions are not told when an audience is made',
      'action send: hooks are left out, as they run when a mapping is saved in Segment',
      'action send: dynamic fields are left out, as their choices are fetched while a mapping is edited'
    ])
  })
})

it('takes a global that Functions do not have where it is asked for first, or tried', async () => {
  const { code } = await compile({
    imports: `
      const time = typeof performance === 'undefined' ? Date.now : performance.now
      function environment(self) { try { return process.env } catch { return self } }`,
    perform: '(request, { payload: { global } }) => [time(), environment(global)]'
  })
  expect(code).toContain('performance.now')
})

it('takes what of a module needs no machine, without the rest of it', async () => {
  for (const [imports, isIP] of [
    [`import { isIP } from 'net'`, 'isIP'],
    [`import * as net from 'node:net'`, 'net.isIP']
  ]) {
    const { code } = await compile({
      imports: imports!,
      perform: `(request, { payload }) => request('https://api.example.com/' + ${isIP}(payload.name))`
    })
    expect([code.includes('version4'), /^import |require\(/m.test(code)]).toEqual([true, false])
  }
})

it('takes a global where its library asks the global object for it', async () => {
  const { code } = await compile({
    imports: `const goog = { global: globalThis }
      const blobOf = (parts) => goog.global.Blob ? new Blob(parts) : undefined`,
    perform: '(request, { payload }) => blobOf([payload.name])'
  })
  expect(code).toContain('new Blob(')
})

it('gives an action its whole input where it sends all of it', async () => {
  const { code } = await compile({
    perform: `(request, data) => request('https://api.example.com/track', { method: 'post', json: { data } })`
  })
  expect(code).toMatch(/platform: \{ auth, logger, stateContext,/)
  expect(code).toContain('input: { ...{ rawMapping: { name: { "@path": "$.event" } } }, statsContext: {')
})

it('joins what extendRequest says, and adds what few ask of the client, only where it is named', async () => {
  const { code: plain } = await compile({})
  const { code } = await compile({
    perform: `async (request) => { if ((await request('https://api.example.com')).headers.toJSON()) return }`,
    more: `extendRequest: () => ({ json: { token: 'x' } }),`
  })
  expect([plain.includes('clients:'), plain.includes('toJSON')]).toEqual([false, false])
  expect(code).toContain('clients: [mergingRequests, richRequests]')
})

it('refuses a member of actions-core that would be undefined when an event comes', async () => {
  await expect(
    compile({
      imports: `import * as core from '@segment/actions-core'`,
      perform: '(request, { payload }) => core.fieldsToJsonSchema(payload)'
    })
  ).rejects.toThrow('"fieldsToJsonSchema" of @segment/actions-core does not exist in Functions')
})

describe('an action that no preset of the function uses', () => {
  const parts: Parts = {
    perform: `(request) => request('https://api.example.com/sent') },
    keep: { title: 'Keep', description: '', fields: {}, perform: (request) => request('https://api.example.com/kept')`
  }

  it('does not ship', async () => {
    const { code } = await compile(parts)
    expect([code.includes('/sent'), code.includes('/kept')]).toEqual([true, false])
  })

  it('ships where other code reads it', async () => {
    const { code } = await compile({
      ...parts,
      imports: 'const kept = (destination) => destination.actions.keep.perform',
      more: 'onDelete: (request) => kept({ actions: {} })(request)'
    })
    expect(code).toContain('/kept')
  })
})
