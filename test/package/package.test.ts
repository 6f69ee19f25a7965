/** What a team gets: the packed package in an empty folder elsewhere, and everything done there by it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'

let folder: string
let environment: NodeJS.ProcessEnv

const run = async (command: string): Promise<string> =>
  (await promisify(execFile)('sh', ['-c', command], { cwd: folder, env: environment, encoding: 'utf8' }))
    .stdout
const segmentFunctions = (argv: string): Promise<string> => run(`npx --no-install segment-functions ${argv}`)
const read = (file: string): Promise<string> => readFile(path.join(folder, file), 'utf8')

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'team-'))
  // As on a machine of its own: nothing of the npm that runs the tests.
  environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'INIT_CWD')
  )
  const { stdout } = await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', folder])
  await run(
    `npm install ./${stdout.trim()} --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel error`
  )
}, 180_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the packed package, in the order of a first day', () => {
  it('lays a project out, and keeps what package.json says', async () => {
    await segmentFunctions('init')

    expect((await readdir(folder)).filter((name) => !name.endsWith('.tgz')).sort()).toEqual([
      '.gitignore',
      '.prettierrc',
      '.vscode',
      'destinations',
      'fixtures',
      'node_modules',
      'package-lock.json',
      'package.json',
      'segment.config.json',
      'test',
      'tsconfig.json'
    ])
    const { scripts, dependencies } = JSON.parse(await read('package.json')) as Record<string, object>
    expect(scripts).toMatchObject({ replay: 'segment-functions replay', test: 'tsc && node --test' })
    expect(dependencies).toEqual({ 'segment-functions': expect.stringMatching(/^file:.*\.tgz$/) })
    await expect(segmentFunctions('init')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is a project already')
    })
  }, 120_000)

  it('makes a destination, a source and a part for the page, which replay and type-check', async () => {
    await segmentFunctions('new destination acme --yes')
    await segmentFunctions('new source acme')
    await segmentFunctions('new browser acme')

    expect(await segmentFunctions('replay')).toContain('14 passed, 0 failed')
    expect(await segmentFunctions('check')).toBe('No problems.\n')
    await run('npx --no-install tsc')
  }, 180_000)

  it('type-checks as strictly as a team likes, since the package brings declarations', async () => {
    const { compilerOptions } = JSON.parse(await read('tsconfig.json')) as { compilerOptions: object }
    const strict = {
      ...compilerOptions,
      lib: ['ES2022'],
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      skipLibCheck: false,
      verbatimModuleSyntax: true,
      exactOptionalPropertyTypes: true,
      noPropertyAccessFromIndexSignature: true,
      noUnusedLocals: true,
      noUnusedParameters: true
    }
    const files = ['destinations/acme/index.ts', 'destinations/acme/source/index.ts', 'destinations/mine.ts']
    const mine = `import dub from 'segment-functions/destinations/dub'\nexport const name: string = dub.name\n`
    await writeFile(path.join(folder, 'destinations/mine.ts'), mine)
    await writeFile(path.join(folder, 'strict.json'), JSON.stringify({ compilerOptions: strict, files }))
    expect(await run('npx --no-install tsc -p strict.json --listFiles')).not.toMatch(
      /segment-functions\/(scripts|destinations)\/.*(?<!\.d)\.ts$/m
    )
  }, 120_000)

  it('uses a vendor of the package as it is: the code is what this repository builds', async () => {
    const config = JSON.parse(await read('segment.config.json')) as { functions: object }
    const own = JSON.parse(await readFile('segment.config.json', 'utf8')) as { functions: { dub: object } }
    const dub = { ...own.functions.dub, destination: 'segment-functions/destinations/dub' }
    config.functions = { ...config.functions, dub }
    await writeFile(path.join(folder, 'segment.config.json'), JSON.stringify(config))

    await segmentFunctions('build dub')

    const { compileFunction, resolveFunction } = await import('../../scripts/compile/index.ts')
    const entry = own.functions.dub as Parameters<typeof resolveFunction>[2]
    const here = await compileFunction(process.cwd(), await resolveFunction(process.cwd(), 'dub', entry))
    const body = (code: string): string =>
      code.slice(code.indexOf('\n// ---\n')).replaceAll('node_modules/segment-functions/', '')
    const there = await read('dist/dub/function.js')
    expect(body(there)).toBe(body(here.code))
    expect(there).toContain('// Compiled from segment-functions/destinations/dub by segment-functions.')
  }, 120_000)

  it('copies it to change it, with fixtures that replay', async () => {
    await segmentFunctions('new copy dub')

    expect(JSON.parse(await read('segment.config.json'))).toHaveProperty(
      'functions.dub.destination',
      'destinations/dub'
    )
    expect(await segmentFunctions('replay dub-source')).toMatch(/^[1-9]\d* passed, 0 failed$/m)
  }, 180_000)

  it('uploads to a workspace', async () => {
    const api = await startLocalApi({ port: 0 })
    try {
      environment.SEGMENT_TOKEN_LOCAL = 'local-token'
      environment.SEGMENT_LOCAL_API_PORT = new URL(api.url).port
      const uploaded = await segmentFunctions('upload --env local --yes --json acme')
      expect(JSON.parse(uploaded)).not.toHaveProperty('error')
      expect(await segmentFunctions('plan --env local acme')).toMatch(/nothing|no change/i)
    } finally {
      await api.stop()
    }
  }, 180_000)
})
