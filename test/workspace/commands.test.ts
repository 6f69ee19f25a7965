/**
 * The real commands in a project of their own beside a local API: what a person types and sees. The compiler, the replay
 * and the command line are the real ones too.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'
import type { LocalApi } from '../../scripts/workspace/local-api/server.ts'
import { call } from '../cli/call.ts'

const repository = path.resolve(import.meta.dirname, '../..')

const destination = `export default {
  name: 'Shop',
  slug: 'shop',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: {
      apiKey: { label: 'API key', type: 'password', required: true, description: 'Shop > Settings > Keys.' }
    }
  },
  presets: [
    {
      name: 'Orders',
      partnerAction: 'order',
      subscribe: 'type = "track" and event = "Order Completed"',
      type: 'automatic'
    }
  ],
  actions: {
    order: {
      title: 'Order',
      description: 'Tells the shop of an order.',
      fields: { id: { label: 'Id', description: 'Of the order', type: 'string', default: { '@path': '$.messageId' } } },
      perform: (request, { payload }) => request('https://shop.example/orders', { method: 'post', json: payload })
    }
  }
}
`
const config = {
  functions: {
    shop: { destination: 'destinations/shop', displayName: 'Shop', description: 'Orders to the shop' }
  },
  environments: {
    dev: { region: 'local', token: 'SEGMENT_TOKEN_DEV' },
    production: { region: 'local', token: 'SEGMENT_TOKEN_PRODUCTION' }
  }
}
const fixture = {
  settings: { apiKey: 'shop_test_key' },
  event: { type: 'track', event: 'Order Completed', messageId: 'm-1' },
  exchanges: [
    {
      request: { method: 'POST', url: 'https://shop.example/orders', json: { id: 'm-1' } },
      reply: { status: 200, json: {} }
    }
  ],
  expect: { outcome: 'delivered' }
}

let api: LocalApi
let root: string
let variables: Record<string, string>

beforeEach(async () => {
  api = await startLocalApi({ port: 0 })
  root = await mkdtemp(path.join(tmpdir(), 'commands-'))
  variables = {
    SEGMENT_LOCAL_API_PORT: String(api.port),
    SEGMENT_TOKEN_DEV: 'local-token',
    SEGMENT_TOKEN_PRODUCTION: 'local-token-production'
  }
  for (const folder of ['destinations/shop', 'fixtures/shop'])
    await mkdir(path.join(root, folder), { recursive: true })
  // A destination may import the shipped runtime and packages, as in a clone.
  for (const shared of ['scripts', 'node_modules'])
    await symlink(path.join(repository, shared), path.join(root, shared))
  await write('destinations/shop/index.ts', destination)
  await write('fixtures/shop/order.json', JSON.stringify(fixture))
  await write('segment.config.json', `${JSON.stringify(config, null, 2)}\n`)
  await write('package.json', '{ "version": "1.0.0", "type": "module" }')
})
afterEach(async () => {
  await api.stop()
  await rm(root, { recursive: true })
})

const write = (file: string, text: string) => writeFile(path.join(root, file), text)

const run = (verb: string, ...args: string[]) => call(root, [verb, ...args], { variables })

const exec = (command: string, ...args: string[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    execFile(command, args, { cwd: root }, (error) => (error ? reject(error) : resolve(undefined)))
  })

const idOf = async (environment: string): Promise<string> => {
  const text = await readFile(path.join(root, '.segment/local.json'), 'utf8')
  return (JSON.parse(text) as { environments: Record<string, { functions: { shop: { id: string } } }> })
    .environments[environment]!.functions.shop.id
}

describe('the commands', () => {
  it('walk from the first plan to a rollback', async () => {
    const first = await run('plan', '--env', 'dev')
    expect(first).toEqual({
      code: 3,
      stderr: '',
      stdout: `Environment dev, workspace "My Workspace"

shop: create "Shop"
  setting   type    required  secret  label
  --------  ------  --------  ------  -------
  + apiKey  STRING  yes       yes     API key

1 to create, 0 to update, 0 without change.
`
    })

    const created = await run('upload', '--env', 'dev', '--yes')
    const id = await idOf('dev')
    expect(created.code).toBe(0)
    expect(created.stdout).toContain(`shop: created and verified, ${id}, deployed 20`)
    expect(created.stdout).toContain('API key: Shop > Settings > Keys.')

    expect(await run('plan', '--env', 'dev')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`shop: no change (${id})`)
    })

    const presets = { Orders: { subscribe: 'type = "track" and event = "Order Refunded"' } }
    const changed = JSON.parse(
      await readFile(path.join(root, 'segment.config.json'), 'utf8')
    ) as typeof config
    Object.assign(changed.functions.shop, { presets })
    await write('segment.config.json', JSON.stringify(changed))
    const second = await run('plan', '--env', 'dev', '--json')
    expect(second.code).toBe(3)
    expect(JSON.parse(second.stdout)).toMatchObject({
      environment: 'dev',
      workspace: { name: 'My Workspace' },
      functions: [{ kind: 'update', name: 'shop', id, deploys: true, breaking: [], drift: null }]
    })

    // Of two past events, one is no order, before and after.
    await write('events.json', JSON.stringify([fixture.event, { type: 'track', event: 'Seen' }]))
    const past = await run('plan', '--env', 'dev', '--events', 'events.json', '--max-changed', '10%')
    expect(past.code).toBe(4)
    expect(past.stdout).toContain(`0 to create, 1 to update, 0 without change.

shop against what dev runs: 2 events, 1 the same, 1 different (50 %)

kind     what                                       events  share  for example
-------  -----------------------------------------  ------  -----  -------------
outcome  delivered -> discarded                     1       50 %   events.json:1
request  POST https://shop.example/orders vanishes  1       50 %   events.json:1

shop would change 50 % of the events; --max-changed allows 10 %.
`)
    const settings = ['--events', 'events.json', '--settings', 'past.json']
    await write('past.json', JSON.stringify({ apiKey: 5, other: 1 }))
    const misspelt = await run('plan', '--env', 'dev', ...settings)
    expect(misspelt.code).toBe(2)
    expect(misspelt.stderr).toContain('past.json')

    const unwanted = await run(
      'upload',
      '--env',
      'dev',
      '--yes',
      '--events',
      'events.json',
      '--max-changed',
      '10%'
    )
    expect(unwanted.code).toBe(4)
    expect(unwanted.stdout).toContain('shop would change 50 % of the events; --max-changed allows 10 %.')

    // The fixture still has the old event: what is broken is not uploaded.
    const refused = await run('upload', '--env', 'dev', '--yes')
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain(
      'Nothing was uploaded: 1 of 1 fixtures fail.\n  fixtures/shop/order.json\n'
    )
    await write('fixtures/shop/order.json', JSON.stringify(fixture).replace('Completed', 'Refunded'))
    expect(await run('upload', '--env', 'dev', '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('shop: updated and verified')
    })

    const versions = await run('versions', '--env', 'dev', 'shop', '--json')
    expect(JSON.parse(versions.stdout)).toMatchObject({
      function: 'shop',
      versions: [
        { isDeployed: true, asUploaded: true },
        { isDeployed: false, asUploaded: true },
        { isDeployed: false, asUploaded: true }
      ]
    })

    const back = await run('rollback', '--env', 'dev', 'shop', '--yes')
    expect(back.code).toBe(0)
    expect(api.workspaces['My Workspace']!.get(id)!.code).toContain('Order Completed')
    expect(await run('plan', '--env', 'dev')).toMatchObject({ code: 3 })
  }, 180_000)

  it('stamp the commit, and show what was edited in Segment', async () => {
    await exec('git', 'init', '-q')
    await exec('git', 'add', 'package.json')
    await exec('git', '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'x')
    await run('upload', '--env', 'dev', '--yes', '--skip-replay')
    const id = await idOf('dev')
    const { code } = api.workspaces['My Workspace']!.get(id)!
    expect(code).toMatch(/\n\/\/ commit: [0-9a-f]{40}-dirty\n\/\/ ---\n/)
    expect(await readFile(path.join(root, 'dist/shop/function.js'), 'utf8')).not.toContain('// commit:')

    await fetch(`${api.url}/_control/functions/${id}/code`, { method: 'PUT', body: `${code}// by hand\n` })
    const plan = await run('plan', '--env', 'dev', 'shop')
    expect(plan.code).toBe(4)
    expect(plan.stdout).toContain('DRIFT: The code in Segment was edited after the last upload:')
    expect(plan.stdout).toContain('+// by hand')
    const refused = await run('upload', '--env', 'dev', '--yes', '--skip-replay')
    expect(refused.code).toBe(4)
    expect(refused.stdout).toContain('--overwrite-drift replaces it')

    const pulled = await run('pull', '--env', 'dev', 'shop')
    expect(pulled.stdout).toContain('The code was edited after it was uploaded.')
    expect(await readFile(path.join(root, 'dist/shop/remote-dev/function.js'), 'utf8')).toBe(
      `${code}// by hand\n`
    )
  }, 120_000)

  it('get through lost replies and rate limits without a second function', async () => {
    api.fail({ status: 429, times: 5, retryAfter: 0 })
    api.fail({ method: 'POST', status: 500, afterWork: true })
    expect((await run('upload', '--env', 'dev', '--yes', '--skip-replay')).code).toBe(0)
    expect(api.workspaces['My Workspace']!.size).toBe(1)
    expect(await idOf('dev')).toBe(api.workspaces['My Workspace']!.list('DESTINATION')[0]!.id)
  }, 60_000)

  it('keep two environments apart', async () => {
    await run('upload', '--env', 'dev', '--yes', '--skip-replay')
    await run('upload', '--env', 'production', '--yes', '--skip-replay')
    expect(api.workspaces['My Workspace']!.get(await idOf('dev'))!.displayName).toBe('Shop (My Workspace)')
    expect(api.workspaces.Production!.get(await idOf('production'))!.displayName).toBe('Shop (Production)')
  }, 60_000)

  it.each<[string, string[], () => void, string]>([
    [
      'no token',
      ['--env', 'dev'],
      () => delete variables.SEGMENT_TOKEN_DEV,
      'There is no Segment token: the environment variable SEGMENT_TOKEN_DEV is not set, and .env does not have it.'
    ],
    [
      'a token that is refused',
      ['--env', 'dev'],
      () => (variables.SEGMENT_TOKEN_DEV = 'sgp_revoked'),
      'GET /: Segment does not accept the token in SEGMENT_TOKEN_DEV (401). Segment says: Invalid token'
    ],
    ['an unknown environment', ['--env', 'prod'], () => undefined, 'there is no environment "prod".'],
    ['an unknown function', ['--env', 'dev', 'shp'], () => undefined, 'There is no function "shp"'],
    [
      'nobody to ask',
      ['--env', 'dev'],
      () => undefined,
      'Nobody can be asked here, so nothing was uploaded.\n  Add --yes to upload what the plan shows.'
    ],
    ['no environment', [], () => undefined, "required option '--env <name>' not specified"]
  ])('end with 2 and a reason: %s', async (_, args, spoil, message) => {
    spoil()
    const { code, stdout, stderr } = await run('upload', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stdout + stderr).not.toContain('sgp_revoked')
  })
})
