/** What a definition brings along: packages that are missing, or heavy, and actions that no event reaches. */
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'
import { definition } from './definition.ts'
import type { Parts } from './definition.ts'

/** A project with one destination, Acme, and the packages it has. */
const project = (parts: Parts, files: Record<string, unknown> = {}): Promise<string> =>
  temporaryFolder({
    'package.json': { version: '1.2.3' },
    'segment.config.json': {
      functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } }
    },
    'destinations/acme/index.ts': definition(parts),
    ...files
  })

/** A package whose one export, `text`, is that long. */
const packageOf = (name: string, length: number) => ({
  [`destinations/acme/node_modules/${name}/package.json`]: { name, version: '1.0.0', main: 'index.js' },
  [`destinations/acme/node_modules/${name}/index.js`]: `exports.text = '${'x'.repeat(length)}'\n`
})

const sends = (value: string): Parts['perform'] =>
  `(request) => request('https://api.example.com/track', { method: 'post', json: { value: ${value} } })`

describe('a package that is not installed', () => {
  it.each([
    ['spacetime', 'spacetime'],
    ['spacetime/src/zone.js', 'spacetime'],
    ['@acme/client/v2', '@acme/client']
  ])('%s is named with the file that imports it', async (imported, name) => {
    const root = await project(
      { imports: `import { at } from './at.ts'`, perform: sends('at') },
      {
        'destinations/acme/at.ts': `import { DateTime } from '${imported}'\nexport const at = DateTime.now()\n`
      }
    )
    expect(await call(root, ['build'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${root}/destinations/acme/at.ts:1:25: the package "${name}" is not installed\n  npm install ${name}\n`
    })
  })

  it('is not missed where only its types are used', async () => {
    const root = await project({
      imports: `import { DateTime } from 'spacetime'\nexport const at: DateTime | undefined = undefined`
    })
    expect((await call(root, ['build'])).code).toBe(0)
  })
})

it('a package of more than 20 KB is named with its size', async () => {
  const root = await project(
    {
      imports: `import { text } from 'heavy'\nimport { text as small } from 'light'`,
      perform: sends('text + small')
    },
    { ...packageOf('heavy', 21_000), ...packageOf('light', 500) }
  )
  const { stdout } = await call(root, ['build'])
  expect(stdout).toMatch(/\nacme: the package heavy adds 21\.\d KB\n$/)

  const { functions } = JSON.parse((await call(root, ['build', '--json'])).stdout) as {
    functions: { packages: { name: string; bytes: number }[] }[]
  }
  expect(functions[0]!.packages.map(({ name }) => name)).toEqual(['heavy', 'light'])
  expect(functions[0]!.packages[0]!.bytes).toBeGreaterThan(21_000)
  expect(functions[0]!.packages[1]!.bytes).toBeLessThan(1_000)
})

it('a heavy package that Functions have anyway is named with the global', async () => {
  const root = await project(
    { imports: `import { text } from 'lodash'`, perform: sends('text') },
    packageOf('lodash', 21_000)
  )
  expect((await call(root, ['build'])).stdout).toMatch(
    /acme: the package lodash adds 2\d\.\d KB; Functions have lodash 4\.17\.19 as the global _\n$/
  )
})

it('an action that no preset uses is named', async () => {
  const root = await project({
    perform: `() => undefined }, saveProfile: { title: 'Save', description: '', fields: {}, perform: () => undefined`
  })
  const { stdout } = await call(root, ['build'])
  expect(stdout).toMatch(/\nacme: no preset uses saveProfile, so no event reaches this action\n$/)
})

describe('a package that names what Functions do not have', () => {
  const library = (source: string, more: object = {}): Record<string, unknown> => ({
    'destinations/acme/node_modules/lib/package.json': {
      name: 'lib',
      version: '1.0.0',
      main: 'index.js',
      ...more
    },
    'destinations/acme/node_modules/lib/index.js': source
  })
  const build = async (files: Record<string, unknown>) =>
    call(await project({ imports: `import { text } from 'lib'`, perform: sends('text') }, files), ['build'])

  it('may read variables of the environment, and finds those that the definition is given', async () => {
    const root = await project(
      { imports: `import { text } from 'lib'`, perform: sends('text') },
      library('const env = process.env\nexports.text = [env.REGION, env.HOME]\n')
    )
    const entry = { destination: 'destinations/acme', displayName: 'Acme', env: { REGION: 'eu' } }
    await writeFile(`${root}/segment.config.json`, JSON.stringify({ functions: { acme: entry } }))
    expect((await call(root, ['build'])).stderr).toBe('')
    const code = await readFile(`${root}/dist/acme/function.js`, 'utf8')
    expect(code).toContain('const functionEnvironment = {"REGION":"eu"};')
  })

  it("goes on without a module of Node's that it only tries to load", async () => {
    const tried = library(
      `let Stream\ntry { Stream = require('stream').Stream } catch { Stream = Object }\nexports.text = Stream.name\n`
    )
    expect((await build(tried)).stderr).toBe('')
  })

  it.each([
    [
      `exports.text = require('stream').Stream.name\n`,
      /"stream" does not exist in Functions: they have crypto/
    ],
    [
      `exports.text = () => [require('util').format('%s', 1), require('net').connect(1)]\n`,
      /"net" does not exist in Functions: they have no sockets, and reach a vendor by https alone/
    ],
    [
      `exports.text = () => require('fs').readFileSync('/a')\n`,
      /"fs" does not exist in Functions: they have no files/
    ]
  ])('is refused where it needs one: %s', async (source, message) => {
    expect((await build(library(source))).stderr).toMatch(message)
  })

  it('is taken as it is made for browsers where that needs none', async () => {
    const both = {
      ...library(`exports.text = () => require('fs').readFileSync('/a')\n`, { browser: './browser.js' }),
      'destinations/acme/node_modules/lib/browser.js': `exports.text = 'of browsers'\n`
    }
    expect((await build(both)).stderr).toBe('')
  })

  it('finds TextEncoder and TextDecoder', async () => {
    const root = await project(
      { imports: `import { text } from 'lib'`, perform: sends('text') },
      library(`exports.text = new (globalThis.TextDecoder)().decode(new TextEncoder().encode('Zoë'))\n`)
    )
    await writeFile(`${root}/event.json`, JSON.stringify({ type: 'track', event: 'A', messageId: 'm' }))
    await writeFile(`${root}/settings.json`, JSON.stringify({ apiKey: 'k' }))
    const { stdout } = await call(root, [
      'invoke',
      'acme',
      '--event',
      'event.json',
      '--settings',
      'settings.json'
    ])
    expect(stdout).toContain('"value": "Zoë"')
  })
})
