/** How the part for the page is compiled: how small it is, and what is refused. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { buildFunctions, compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { withBrowser } from '../../scripts/compile/browser.ts'
import { resolveBrowser } from '../../scripts/compile/read/browser.ts'
import { loadConfig } from '../../scripts/input/config.ts'
import { definition } from '../compile/definition.ts'
import { temporaryFolder } from '../temporary.ts'

const root = process.cwd()

// A page waits for none of it, yet all visitors load it. Who needs more leaves something out first.
const mostBytes = 3000

describe('the scripts of the vendors', () => {
  it.each(['dub', 'impact', 'saasquatch', 'product-fruits'])(
    'have at most 3 KB minified: %s',
    async (name) => {
      const { functions } = await loadConfig(root)
      const resolved = await resolveFunction(root, name, functions[name]!)
      const { browser, manifest } = await withBrowser(root, resolved, await compileFunction(root, resolved))

      expect(manifest.browser!.minifiedBytes).toBeLessThanOrEqual(mostBytes)
      expect(Buffer.byteLength(browser!.code)).toBe(manifest.browser!.bytes)
    }
  )
})

const inPage = (
  change: { initialize?: string; hook?: string; subscribe?: string; more?: string } = {}
): string => `
export default {
  name: 'Acme',
  mode: 'device',
  settings: { days: { label: 'Days', description: 'How long.', type: 'number', default: 7 } },
  initialize: ${change.initialize ?? 'async ({ settings }) => settings.days'},
  actions: {
    add: {
      title: 'Add',
      description: 'Adds something',
      platform: 'web',
      lifecycleHook: '${change.hook ?? 'enrichment'}',
      defaultSubscription: '${change.subscribe ?? 'type = "track"'}',
      fields: { page: { label: 'Page', description: 'The page', type: 'string', default: { '@path': '$.context.page.path' } } },
      perform: (days, { payload, context }) => context.updateEvent('properties', { days, ...payload })
    }
  },
  ${change.more ?? ''}
}`

const projectWith = (browser: string): Promise<string> =>
  temporaryFolder({
    'package.json': { name: 'acme', version: '1.2.3' },
    'segment.config.json': { functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } } },
    'destinations/acme/index.ts': definition({}),
    'destinations/acme/browser/index.ts': browser
  })

describe('a destination with a folder browser', () => {
  it('is built with a script, and its types, beside the function', async () => {
    const project = await projectWith(inPage())
    const [built] = await buildFunctions({ root: project })

    expect((await readdir(path.join(project, 'dist/acme'))).sort()).toEqual([
      'browser.d.ts',
      'browser.js',
      'function.js',
      'manifest.json',
      'settings.json'
    ])
    expect(built!.browser!.types).toContain('/** How long. 7 when left out. */\n    days?: number')
    expect(built!.manifest.browser!.minifiedBytes).toBeLessThan(mostBytes)
  })

  it('maps the fields of its actions', async () => {
    const project = await projectWith(inPage())
    const [built] = await buildFunctions({ root: project })
    const window: { segmentFunctions?: { acme: { plugin: { track(context: object): Promise<unknown> } } } } =
      {}
    const listen = (): void => undefined
    new Function('window', 'addEventListener', built!.browser!.code)(window, listen)
    const event: Record<string, unknown> = { type: 'track', context: { page: { path: '/pricing' } } }
    const updateEvent = (key: string, value: unknown): unknown => (event[key] = value)
    await window.segmentFunctions!.acme.plugin.track({ event, updateEvent })

    expect(event['properties']).toEqual({ days: 7, page: '/pricing' })
  })

  it.each([
    ["import { createHmac } from 'node:crypto'", "createHmac('sha256', 'key')", 'node:crypto'],
    ["import { createHmac } from 'crypto'", "createHmac('sha256', 'key')", '"crypto"'],
    [
      "import { hmac } from 'segment-functions/runtime'",
      "hmac('sha256', 'key', 'text', 'hex')",
      'node:crypto'
    ]
  ])('is refused with what only Node has, by name: %s', async (imported, used, name) => {
    const project = await projectWith(`${imported}\n${inPage({ initialize: `async () => ${used}` })}`)

    await expect(buildFunctions({ root: project })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(name)
    })
    await expect(readdir(path.join(project, 'dist'))).rejects.toThrow('ENOENT')
  })

  it.each([
    [{ hook: 'destination' }, /action "add": lifecycleHook is "destination"/],
    [{ initialize: 'async (options, { loadScript }) => loadScript' }, /initialize asks for loadScript/],
    [{ initialize: '5' }, /does not export a browser destination/],
    [{ subscribe: 'type = "nonsense"' }, /can never be true/],
    [
      {
        more: `presets: [{ name: 'P', partnerAction: 'ad', subscribe: 'type = "track"', type: 'automatic' }]`
      },
      /the preset "P" names the action "ad", which does not exist/
    ]
  ])('is refused by name: %j', async (change, message) => {
    const project = await projectWith(inPage(change))
    const folder = path.join(project, 'destinations/acme')

    await expect(resolveBrowser(project, { folder })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message)
    })
    await expect(resolveBrowser(project, { folder })).rejects.toThrow('destinations/acme/browser/index.ts')
  })
})
