/** What `npm run new` adds to a destination: a source, a part for the page; and a vendor of the package to change at will. */
import { describe, expect, it } from '@jest/globals'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ESLint } from 'eslint'
import { check } from 'prettier'
import { initProject } from '../../scripts/new/init.ts'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const layout = { printWidth: 110, semi: false, singleQuote: true, trailingComma: 'none' } as const

const projectWithAcme = async () => {
  const root = await temporaryFolder({
    'package.json': { name: 'project', type: 'module' },
    '.prettierrc': layout,
    'segment.config.json': { functions: {} }
  })
  expect(await call(root, ['new', 'destination', 'acme', '--yes'])).toMatchObject({ code: 0 })
  return root
}

async function make(root: string, ...argv: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await call(root, ['new', ...argv, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return (JSON.parse(stdout) as { files: string[] }).files
}

async function expectLaidOut(root: string, files: string[]): Promise<void> {
  const eslint = new ESLint()
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const text = await readFile(join(root, file), 'utf8')
    expect(await check(text, { ...layout, parser: 'typescript' })).toBe(true)
    const [result] = await eslint.lintText(text, { filePath: file })
    expect(result!.messages).toEqual([])
  }
}

describe('a new source', () => {
  it.each([
    [[], 'contact-created', 'contactCreated', 'Contact Created'],
    [['--event', 'delete', '--title', "O'Neil & Co"], 'on-delete', 'onDelete', 'Delete'],
    [['--event', 'webhook:newFeedback'], 'webhook-new-feedback', 'webhookNewFeedback', 'Webhook New Feedback']
  ])('replays with %j', async (flags, file, send, label) => {
    const root = await projectWithAcme()

    const files = await make(root, 'source', 'acme', ...flags)

    expect(files).toEqual(
      expect.arrayContaining([
        'destinations/acme/source/index.ts',
        'destinations/acme/source/settings.ts',
        `destinations/acme/source/${file}.ts`,
        'destinations/acme/source/notes.md',
        'fixtures/acme-source/refused-wrong-signature.json',
        'destinations/acme/README.md',
        'segment.config.json'
      ])
    )
    expect(await readFile(join(root, 'destinations/acme/source/index.ts'), 'utf8')).toContain(`send: ${send}`)
    expect(await readFile(join(root, 'destinations/acme/README.md'), 'utf8')).toContain(`“${label}”`)
    const { failed, fixtures } = await replayFixtures({
      root,
      functions: ['acme-source'],
      fixturesDir: 'fixtures'
    })
    expect(fixtures.flatMap(({ problems }) => problems)).toEqual([])
    expect({ failed, fixtures: fixtures.length }).toEqual({ failed: 0, fixtures: 8 })
    await expectLaidOut(root, files)
  })
})

it('makes a part for the page, which is built beside the function', async () => {
  const root = await projectWithAcme()

  const files = await make(root, 'browser', 'acme')

  expect(files).toEqual([
    'destinations/acme/browser/index.ts',
    'destinations/acme/browser/addClickId/index.ts',
    'destinations/acme/browser/notes.md',
    'destinations/acme/README.md'
  ])
  await expectLaidOut(root, files)
  expect(await call(root, ['build', 'acme'])).toMatchObject({ code: 0 })
  expect(await readFile(join(root, 'dist/acme/browser.js'), 'utf8')).toContain('acme_id')
  expect(await readFile(join(root, 'destinations/acme/README.md'), 'utf8')).toContain('?acme_id=…')
})

describe('a copy of a vendor of the package', () => {
  const use = {
    $schema: './config.schema.json',
    functions: {
      fruits: {
        destination: 'segment-functions/destinations/product-fruits',
        displayName: 'Fruits',
        presets: { 'Forward identify calls': true }
      },
      'product-fruits-source': {
        source: 'segment-functions/destinations/product-fruits/source',
        displayName: 'Fruits'
      }
    }
  }

  it('takes the place of what the project used, and keeps what the project says of it', async () => {
    const root = await temporaryFolder({ 'package.json': { type: 'module' }, 'segment.config.json': use })

    const files = await make(root, 'copy', 'product-fruits')

    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
    expect(files).toContain('fixtures/events/browser-identify.json')
    const { functions } = JSON.parse(await readFile(join(root, 'segment.config.json'), 'utf8')) as typeof use
    expect(functions.fruits).toEqual({ ...use.functions.fruits, destination: 'destinations/product-fruits' })
    expect(functions['product-fruits-source']).toEqual({
      source: 'destinations/product-fruits/source',
      displayName: 'Fruits'
    })
    expect(functions).toHaveProperty('product-fruits.destination', 'destinations/product-fruits')
    const { failed, passed } = await replayFixtures({
      root,
      functions: ['product-fruits-source'],
      fixturesDir: 'fixtures'
    })
    expect({ failed, passed }).toEqual({ failed: 0, passed: 11 })
  })
})

describe('what cannot be added', () => {
  it.each([
    [['source', 'nobody'], /no destination "nobody"/],
    [['source', 'acme', '--event', '*/'], /cannot be the name of a webhook/],
    [
      ['source', 'acme', '--url', 'https://a.example'],
      /--url says nothing of a new source.*\n.*--title, --event/
    ],
    [['browser', 'acme', '--batch'], /--batch says nothing of a new browser/],
    [['browser', 'package'], /belongs to the package.*\n.*new -- copy dub/],
    [['source', 'taken'], /destinations\/taken\/source exists already/],
    [['browser', 'taken'], /destinations\/taken\/browser exists already/],
    [['copy', 'dup'], /no vendor "dup".*\n.*Did you mean "dub"/],
    [['copy', 'impact'], /destinations\/impact exists already/],
    [['copy', 'dub', '--title', 'Dub'], /--title says nothing of a new copy/],
    [['source', 'acme', 'more'], /takes a destination, and got "acme" "more"/]
  ])('%j, and nothing is written', async (argv, message) => {
    const config = {
      functions: {
        acme: { destination: 'destinations/acme', displayName: 'Acme' },
        taken: { destination: 'destinations/taken', displayName: 'Taken' },
        package: { destination: 'segment-functions/destinations/dub', displayName: 'Dub' }
      }
    }
    const root = await temporaryFolder({
      'segment.config.json': config,
      'destinations/taken/source/x.txt': '',
      'destinations/taken/browser/x.txt': '',
      'destinations/impact/x.txt': ''
    })

    const { code, stdout, stderr } = await call(root, ['new', ...argv])

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(existsSync(join(root, 'fixtures'))).toBe(false)
    expect(JSON.parse(await readFile(join(root, 'segment.config.json'), 'utf8'))).toEqual(config)
  })

  it('is in this project, where the vendors come from', async () => {
    const { code, stderr } = await call(process.cwd(), ['new', 'copy', 'dub'])

    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/change it here/) })
  })
})

describe('init, from a clone of this repository', () => {
  it('takes the clone for the dependency, as no registry has the package', async () => {
    const folder = await temporaryFolder({})

    await initProject(folder)

    const { dependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const [, place] = dependencies['segment-functions']!.split('file:')
    expect(resolve(folder, place!)).toBe(process.cwd())
  })
})
