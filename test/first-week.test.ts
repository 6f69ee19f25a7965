/**
 * A team's first week in a copy of the project, in README's words: what is theirs changes, nothing of ours turns red, and
 * each step ends well or is refused with what to do. Each builds on those before it.
 */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Config, PresetConfig } from '../scripts/input/config.ts'
import { startLocalApi } from '../scripts/workspace/local-api/server.ts'
import type { LocalApi } from '../scripts/workspace/local-api/server.ts'
import { call } from './cli/call.ts'
import { chapterOf } from './docs/walkthrough.ts'

/** Of our fixtures of Dub some tell as much as all. */
const ours = [
  'lead-as-in-dubs-guide',
  'lead-anonymous',
  'lead-and-sale-of-one-event',
  'identify-not-supported'
]

/** Each step is some commands; a busy machine takes its time for them. */
const stepMs = 120_000

let root: string
let api: LocalApi

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'first-week-'))
  api = await startLocalApi({ port: 0 })
  const copied = [
    ...['package.json', 'segment.config.json', '.gitignore', '.github', 'destinations/dub'],
    ...ours.map((name) => `fixtures/dub/${name}.json`)
  ]
  for (const name of copied) await cp(name, path.join(root, name), { recursive: true })
  for (const shared of ['scripts', 'node_modules'])
    await symlink(path.resolve(shared), path.join(root, shared))
  // A team that uses Dub alone.
  await changeConfig((config) => {
    config.functions = { dub: config.functions.dub! }
    delete (config as Partial<Config>).sources
  })
  await git('init', '-q')
  await commit('Start')
})

afterAll(async () => {
  await api.stop()
  await rm(root, { recursive: true })
})

const run = (line: string, ...more: string[]) =>
  call(root, [...line.split(' '), ...more], {
    variables: { SEGMENT_LOCAL_API_PORT: String(api.port), SEGMENT_TOKEN_OURS: 'local-token' }
  })

const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: root })

async function commit(message: string): Promise<void> {
  await git('add', '.')
  await git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-qm', message)
}

async function changeConfig(change: (config: Config) => void): Promise<void> {
  const file = path.join(root, 'segment.config.json')
  const config = JSON.parse(await readFile(file, 'utf8')) as Config
  change(config)
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`)
}

const readFixture = async (name: string) =>
  JSON.parse(await readFile(path.join(root, 'fixtures', name), 'utf8')) as Record<string, unknown>

const summary = (printed: string): string => printed.trimEnd().split('\n').at(-1)!

it(
  "Monday: README's change of a preset turns none of our fixtures red",
  async () => {
    const [, block] = /```json\n"presets": (.*?)```/s.exec(
      chapterOf(await readFile('docs/using.md', 'utf8'), 'Change a preset')
    )!
    await changeConfig(({ functions }) => {
      functions.dub!.presets = JSON.parse(block!) as Record<string, PresetConfig>
    })
    const { code, stdout } = await run('replay')
    expect({ code, summary: summary(stdout) }).toEqual({ code: 0, summary: '4 passed, 0 failed' })
  },
  stepMs
)

it(
  'Monday: a fixture of its own shows what the change does, and follows the next one when asked',
  async () => {
    const event = { type: 'track', event: 'Signed Up', userId: 'user-1', messageId: 'm-1' }
    await writeFile(path.join(root, 'event.json'), JSON.stringify(event))
    const saved = await run('invoke dub --event event.json --save-fixture signed-up')
    expect(saved.code).toBe(0)
    const fixture = await readFixture('dub/signed-up.json')
    expect(fixture).not.toHaveProperty('presets')
    expect(fixture).toMatchObject({
      event,
      exchanges: [{ request: { json: { eventName: 'Signed Up', mode: 'wait' } } }],
      expect: { outcome: 'delivered' }
    })
    expect(summary((await run('replay')).stdout)).toBe('5 passed, 0 failed')

    await changeConfig(({ functions }) => {
      functions.dub!.presets!['Track a lead'] = {
        subscribe: 'type = "track" and event = "Signed Up"',
        mapping: { mode: 'async' }
      }
    })
    const red = await run('replay')
    expect({ code: red.code, summary: summary(red.stdout) }).toEqual({
      code: 1,
      summary: '4 passed, 1 failed'
    })
    expect(red.stdout).toContain('fixtures/dub/signed-up.json')

    expect((await run('replay --update --yes')).code).toBe(0)
    expect(await readFixture('dub/signed-up.json')).toMatchObject({
      exchanges: [{ request: { json: { mode: 'async' } } }]
    })
    expect(summary((await run('replay')).stdout)).toBe('5 passed, 0 failed')
    await commit('Our names of events')
  },
  stepMs
)

it(
  'Tuesday: a destination of its own, with batches, is complete without our notes and READMEs',
  async () => {
    const made = await run(
      'new destination acme --title Acme --url https://api.acme.example/contacts --auth bearer --call identify --batch --yes'
    )
    expect(made.code).toBe(0)
    for (const name of ['notes.md', 'README.md']) await rm(path.join(root, 'destinations/acme', name))

    const { code, stdout } = await run('replay acme --complete')
    expect({ code, summary: summary(stdout) }).toEqual({ code: 0, summary: '7 passed, 0 failed' })
    expect(await run('check')).toMatchObject({ code: 0, stderr: '' })
  },
  stepMs
)

it(
  'Wednesday: an environment of its own takes both functions, with all fixtures replayed',
  async () => {
    await changeConfig(({ environments }) => {
      environments!.ours = { region: 'local', token: 'SEGMENT_TOKEN_OURS' }
    })
    await commit('Acme, and our workspace')
    expect((await run('plan --env ours')).code).toBe(3)
    const uploaded = await run('upload --env ours --yes')
    expect(uploaded).toMatchObject({ code: 0 })
    expect(uploaded.stdout).toMatch(/dub: created and verified/)
    expect(uploaded.stdout).toMatch(/acme: created and verified/)
    expect((await run('plan --env ours')).code).toBe(0)
    // What `git diff --exit-code` of the workflow asks.
    expect((await git('status', '--porcelain')).stdout).toBe('')
  },
  stepMs
)

it(
  "Thursday: the workflow's commands are green, with its environments named ours",
  async () => {
    const workflow = await readFile(path.join(root, '.github/workflows/functions.yml'), 'utf8')
    const commands = [...workflow.matchAll(/npm run -s ((?:plan|upload) -- --env (?:\w+)(?: --yes)?)/g)].map(
      ([, command]) => command!.replace(' --', '').replace(/--env \w+/, '--env ours')
    )
    expect(commands).toEqual(['plan --env ours', 'upload --env ours --yes', 'upload --env ours --yes'])
    for (const command of commands) expect(await run(command)).toMatchObject({ code: 0 })
  },
  stepMs
)

it(
  'Thursday: what somebody edited in Segment is refused with what to do',
  async () => {
    const local = JSON.parse(await readFile(path.join(root, '.segment/local.json'), 'utf8')) as {
      environments: { ours: { functions: { acme: { id: string } } } }
    }
    const { id } = local.environments.ours.functions.acme
    const response = await fetch(`${api.url}/_control/functions/${id}/code`, {
      method: 'PUT',
      body: 'async function onIdentify(event) {}\nasync function onBatch(events) {}'
    })
    expect(response.status).toBe(200)

    expect((await run('plan --env ours acme')).code).toBe(4)
    const refused = await run('upload --env ours acme --yes')
    expect(refused.code).toBe(4)
    expect(refused.stdout + refused.stderr).toContain('--overwrite-drift')
    expect((await run('upload --env ours acme --yes --overwrite-drift')).code).toBe(0)
    expect((await run('plan --env ours acme')).code).toBe(0)
  },
  stepMs
)

it(
  'Friday: a change is uploaded and taken back, and the config is said to hold it still',
  async () => {
    await changeConfig(({ functions }) => {
      functions.dub!.presets!['Track a sale'] = true
    })
    await commit('Sales in cents')
    expect((await run('upload --env ours dub --yes')).code).toBe(0)
    const back = await run('rollback --env ours dub --yes')
    expect(back.code).toBe(0)
    expect(back.stdout).toContain('segment.config.json')
    expect((await run('plan --env ours dub')).code).toBe(3)
  },
  stepMs
)
