import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { UserError } from '../../scripts/shared/errors.ts'
import { Replayer, replayFixtures } from '../../scripts/replay/index.ts'
import { event, passing, project, settings } from './project.ts'

/** What a command would print of the mistake. */
async function mistake(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  if (!(error instanceof UserError)) throw new Error(`no UserError but ${String(error)}`)
  return `${error.message}\n  ${error.hint}`
}

describe('replayFixtures', () => {
  it('does not open the fixtures of functions that were not asked for', async () => {
    const config = { destination: 'destinations/demo', displayName: 'Demo', presets: { Track: true } }
    const root = await project({
      'segment.config.json': { functions: { demo: config, other: { ...config, displayName: 'Other' } } },
      'fixtures/demo/one.json': passing,
      'fixtures/other/broken.json': '{'
    })
    const seen: number[][] = []
    const report = await replayFixtures({
      root,
      functions: ['demo'],
      onProgress: (done, total) => seen.push([done, total])
    })
    expect(report).toMatchObject({
      passed: 1,
      failed: 0,
      fixtures: [{ function: 'demo', outcome: 'delivered' }]
    })
    expect(seen).toEqual([[1, 1]])
  })

  it('reports fixtures in the order of their files, whatever their presets', async () => {
    const presets = { Pages: true }
    const page = {
      settings,
      presets,
      event: { type: 'track' },
      exchanges: [],
      expect: { outcome: 'discarded' }
    }
    const root = await project({
      'mine/demo/1.json': page,
      'mine/demo/2.json': passing,
      'mine/demo/3.json': page
    })
    const { passed, fixtures } = await replayFixtures({ root, fixturesDir: 'mine' })
    expect(passed).toBe(3)
    expect(fixtures.map(({ file }) => file)).toEqual([
      'mine/demo/1.json',
      'mine/demo/2.json',
      'mine/demo/3.json'
    ])
  })

  it('run again sees what was saved meanwhile, the fields of a definition too', async () => {
    const root = await project({ 'fixtures/demo/one.json': passing })
    const replayer = new Replayer({ root, remembers: true })
    const outcomes = [(await replayer.run()).fixtures[0]?.problems]
    const file = join(root, 'destinations/demo/index.ts')
    const definition = await readFile(file, 'utf8')
    await writeFile(
      file,
      definition.replace("description: 'Its name', type: 'string'", "description: '', type: 'number'")
    )
    const { fixtures } = await replayer.run()
    await replayer.close()
    expect([outcomes, fixtures[0]?.outcome]).toEqual([[[]], 'discarded'])
    // Both engines have read the new field: they agree.
    expect(fixtures[0]?.problems.join()).not.toContain('actions-core')
  })

  it('runs again only those fixtures of which something changed', async () => {
    const root = await project({ 'fixtures/demo/one.json': passing, 'fixtures/demo/two.json': passing })
    const replayer = new Replayer({ root, remembers: true })
    const [one, two] = (await replayer.runWith()).runs
    await writeFile(join(root, 'fixtures/demo/two.json'), JSON.stringify({ ...passing, exchanges: [] }))
    const { report, runs } = await replayer.runWith()
    await replayer.close()
    expect(report).toMatchObject({ passed: 1, failed: 1 })
    expect(runs[0]!.invocation).toBe(one!.invocation)
    expect(runs[1]!.invocation).not.toBe(two!.invocation)
  })

  it.each([
    [
      'no fixtures',
      { 'fixtures/events/one.json': event },
      'There are no fixtures for demo in fixtures.\n  Write one: fixtures/demo/first.json.'
    ],
    [
      'a missing folder',
      {},
      'fixtures is no folder that can be read.\n  Create it, with one folder per function, or name another with --fixtures.'
    ],
    [
      'a fixture of an unknown function',
      { 'fixtures/dem/one.json': passing },
      'fixtures/dem/one.json is for the function "dem", which segment.config.json does not have.\n  Did you mean "demo"?'
    ],
    [
      'an unknown preset in a fixture',
      { 'fixtures/demo/one.json': { ...passing, presets: { Trak: true } } },
      'fixtures/demo/one.json: presets["Trak"] is no preset of destinations/demo.\n  Did you mean "Track"?'
    ],
    [
      'an unknown setting in a fixture',
      { 'fixtures/demo/one.json': { ...passing, settings: { apikey: 'example' } } },
      'fixtures/demo/one.json: settings.apikey is no setting of demo.\n  Did you mean "apiKey"?'
    ]
  ])('refuses %s', async (_, files, text) => {
    expect(await mistake(replayFixtures({ root: await project(files) }))).toBe(text)
  })
})
