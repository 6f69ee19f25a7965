import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { groups } from '../../scripts/cli/verb.ts'
import { verbs } from '../../scripts/cli/verbs.ts'
import { event, project } from '../replay/project.ts'
import { temporaryFolder } from '../temporary.ts'
import { call } from './call.ts'

const names = Object.keys(verbs)
const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> }
const nowhere = path.resolve('/')

describe('the list of verbs', () => {
  it.each([[[]], [['--help']], [['help']]])('names each verb once, below its group: %j', async (argv) => {
    const { code, stdout, stderr } = await call(nowhere, argv)

    expect([code, stderr]).toEqual([0, ''])
    for (const title of Object.values(groups)) expect(stdout).toContain(`\n${title}\n`)
    expect([...stdout.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name).sort()).toEqual([...names].sort())
  })
})

describe.each(names)('%s', (name) => {
  it('is a script of package.json', () => {
    expect(scripts[name]).toBe(`node scripts/cli/start.js ${name}`)
  })

  it('stands under its own name, and shows its options and one or two examples', async () => {
    const verb = (await verbs[name]!()).default
    const { code, stdout, stderr } = await call(nowhere, [name, '--help'])

    expect([code, stderr, verb.name]).toEqual([0, '', name])
    expect(stdout).toContain(`${verb.summary}.`)
    expect(stdout).toContain('--help')
    expect([1, 2]).toContain(verb.examples.length)
    for (const example of verb.examples) {
      expect(stdout).toContain(`\n  ${example}`)
      expect(example).toMatch(new RegExp(`^(npm run ${name}( -- |$)|npx segment-functions ${name}( |$))`))
    }
  })
})

describe('mistakes', () => {
  it.each([
    [['repley'], 'There is no verb "repley".\n  Did you mean "replay"?\n'],
    [['toString'], /^There is no verb "toString"\.\n/],
    [['invoke', 'demo', '--events', 'x'], 'invoke has no option --events.\n  Did you mean "--event"?\n'],
    [['invoke', 'demo', '--evnt=x'], 'invoke has no option --evnt.\n  Did you mean "--event"?\n'],
    [['invoke', 'demo'], /^required option '--event <file>' not specified\n/],
    [['pull', '--env', 'dev'], /^missing required argument 'function'\n/],
    [['fuzz', '--runs', '1e3'], /It must be a whole number from 0 to 999999999\.\n/],
    [['cost', 'dub', 'dub', '--events', 'x'], /too many arguments/]
  ])('are told with the nearest right thing: %j', async (argv, message) => {
    const { code, stdout, stderr } = await call(nowhere, argv)

    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  })

  it.each([
    [['repley', '--json'], { message: 'There is no verb "repley".', hint: 'Did you mean "replay"?' }],
    [['plan', '--json'], { message: "required option '--env <name>' not specified" }],
    [['plan', '--jsn', '--json'], { message: 'plan has no option --jsn.', hint: 'Did you mean "--json"?' }]
  ])('are JSON and nothing else with --json: %j', async (argv, expected) => {
    const { code, stdout, stderr } = await call(nowhere, argv)

    expect([code, stderr]).toEqual([2, ''])
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'usage', hint: expect.any(String), ...expected }
    })
  })

  it('of a project are JSON too', async () => {
    const root = await project({})
    const { code, stdout, stderr } = await call(root, ['replay', 'demmo', '--json'])

    expect([code, stderr]).toEqual([2, ''])
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'usage',
        message: 'There is no function "demmo" in segment.config.json.',
        hint: 'Did you mean "demo"?'
      }
    })
  })

  it('in the way of files are told as theirs who can mend them', async () => {
    const root = await project({ dist: 'a file', 'event.json': event })

    expect(await call(root, ['build', 'demo'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /dist\S* cannot be used: .+ \((ENOTDIR|EEXIST)\)\.\n {2}Choose another path/
      )
    })
    expect(await call(root, ['record', '--to', 'event.json/below'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(
        'event.json/below cannot be used: a part of its path is no folder (ENOTDIR).'
      )
    })
  })

  it('of rights are told with what to do', async () => {
    const root = await project({})
    // Nobody may make a folder there, whoever runs this.
    const { code, stderr } = await call(root, ['record', '--to', '/sys/below'])

    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /\/sys\/below cannot be used: (permission is denied|it is not permitted|its file system is read-only) \(E\w+\)\.\n {2}\w/
      )
    ])
  })

  it('of a full disk are told with what to do', async () => {
    const root = await project({})
    const folder = path.join(root, 'dist/demo')
    await mkdir(folder, { recursive: true })
    // The system's own full disk, where the first file is drafted.
    await symlink('/dev/full', path.join(folder, `function.js.${process.pid}.tmp`))

    expect(await call(root, ['build', 'demo'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${path.join(folder, `function.js.${process.pid}.tmp`)} cannot be used: the disk is full (ENOSPC).\n  Make room on the disk, and try again.\n`
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('tell of a port that is taken', async () => {
    const { startLocalApi } = await import('../../scripts/workspace/local-api/server.ts')
    const api = await startLocalApi({ port: 0 })
    const { code, stderr } = await call(nowhere, ['local-api', '--port', String(api.port)])
    await api.stop()

    expect([code, stderr]).toEqual([2, expect.stringContaining(`Port ${api.port} is taken`)])
  })

  it('of a preset that is false are told with what to write', async () => {
    const root = await project({
      'segment.config.json': {
        functions: {
          demo: { destination: 'destinations/demo', displayName: 'Demo', presets: { Track: false } }
        }
      }
    })

    expect((await call(root, ['build'])).stderr).toBe(
      'segment.config.json: functions.demo.presets.Track is neither true nor an object. Leave it out, or write true, or an object.\n'
    )
  })

  it('tell when npm took an option, but not what it took in another call', async () => {
    const swallowed = { npm_lifecycle_event: 'invoke', npm_config_event: 'event.json' }
    expect(await call(nowhere, ['invoke', 'demo'], { variables: swallowed })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'npm took --event for itself.\n  Add `--` before the options of the verb: npm run invoke -- --event …\n'
    })

    const outer = await call(nowhere, ['invoke', 'demo'], {
      variables: { ...swallowed, npm_lifecycle_event: 'test' }
    })
    expect(outer.stderr).toContain("required option '--event <file>' not specified")
  })
})

describe('paths', () => {
  it('count from where the person stands, and the project is the nearest folder upwards', async () => {
    const root = await project({ 'deep/down/event.json': event })
    const { code, stdout } = await call(path.join(root, 'deep/down'), [
      'invoke',
      'demo',
      '--event',
      'event.json'
    ])
    expect([code, stdout]).toEqual([0, expect.stringContaining('POST https://api.example.com/track')])

    const missing = await call(path.join(root, 'deep'), ['invoke', 'demo', '--event', 'event.json'])
    expect(missing.stderr).toContain('deep/event.json does not exist.')
  })
})

describe('the command line', () => {
  const spawned = (cwd: string, args: string[], variables: NodeJS.ProcessEnv = {}) =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        args,
        { cwd, env: { ...process.env, ...variables } },
        (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })
      )
    })
  const starter = path.resolve('scripts/cli/start.js')
  const tsx = path.resolve('node_modules/tsx/dist/loader.mjs')

  it.each([
    ['as npm starts it', [starter]],
    ['with tsx', ['--import', tsx, path.resolve('scripts/cli/index.ts')]]
  ])('ends with the exit code and the output of its verb: %s', async (_, command) => {
    const root = await project({ 'deep/null.json': 'null' })
    const typed = ['invoke', 'demo', '--event', 'null.json']

    // npm works in the folder of package.json, and says in INIT_CWD where it was called.
    expect(await spawned(root, [...command, ...typed], { INIT_CWD: path.join(root, 'deep') })).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^deep\/null\.json is null, not an event\.\n/)
    })
  })

  it('stands where it was started when npm was called for something else', async () => {
    const root = await temporaryFolder({})

    expect(await spawned(root, [starter, 'build', '--json'], { INIT_CWD: process.cwd() })).toEqual({
      code: 2,
      stdout: expect.stringContaining('"segment.config.json does not exist."'),
      stderr: ''
    })
  })

  it.each([['18.20.8'], ['20.10.0']])('says which Node it needs: %s', async (node) => {
    const root = await temporaryFolder({
      'old.cjs': `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } })`
    })

    expect(await spawned(root, ['--require', './old.cjs', starter, 'replay'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `This needs Node 20.11 or later; here runs ${node}.\n`
    })
  })
})
