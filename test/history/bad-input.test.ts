/** What people give by mistake, and what they are told. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openJournal, type Identity } from '../../scripts/history/backfill/journal.ts'
import { readBlocks, recordsOf, type Broken } from '../../scripts/history/blocks.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'
import { definition } from '../compile/definition.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const project = (files: Record<string, unknown> = {}) =>
  temporaryFolder({
    'package.json': { version: '1.0.0' },
    'segment.config.json': {
      functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } }
    },
    'destinations/acme/index.ts': definition({}),
    'events.ndjson': '{"type":"track","event":"Seen","userId":"u"}',
    ...files
  })

/** A process of somebody who is not root, as root may read everything. */
const otherUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
const start = path.resolve('scripts/cli/start.js')
const whereOthersRead =
  spawnSync('test', ['-r', start], otherUser).status === 0 && process.platform !== 'win32' ? it : it.skip

/** What a person sees of the command in a process of its own. @param options.limit - what the shell does before */
function run(
  cwd: string,
  argv: string[],
  { user = {}, limit = 'true', input = '' }: { user?: object; limit?: string; input?: string } = {}
) {
  const script = `${limit} && exec "$0" "$@"`
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, start, ...argv], {
    ...{ cwd, ...user, input, encoding: 'utf8', env: { ...process.env, INIT_CWD: '' } }
  })
  return { code: status, stdout, stderr }
}

// The first start makes a bundle, which neither another user nor one with a full disk can.
beforeAll(() => void run('.', ['--help']), 60_000)

describe('events that cannot be read', () => {
  whereOthersRead(
    'without the right to it are named (skipped where another user cannot read this project)',
    async () => {
      const root = await project()
      await chmod(root, 0o755)
      await chmod(path.join(root, 'events.ndjson'), 0)
      expect(run(root, ['backfill', 'acme', '--events', 'events.ndjson'], { user: otherUser })).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'events.ndjson cannot be read (EACCES).\n  Give yourself the right to read it, or leave it out.\n'
      })
    }
  )

  it.each([
    ['segment-logs/*.gz', 'segment-logs/*.gz fits no file.'],
    ['nothing.ndjson', 'nothing.ndjson does not exist.'],
    ['folder', 'folder holds no events.']
  ])('%s: none are there', async (input, message) => {
    const root = await project({ 'folder/read.me': '' })
    const { code, stderr } = await call(root, ['backfill', 'acme', '--events', input])
    expect({ code, message: stderr.split('\n')[0] }).toEqual({ code: 2, message })
  })

  it('records that are no events are counted, and named by file and line', async () => {
    const root = await project({ 'bad.ndjson': '{"type":"track","event":"Seen","userId":"u"}\n{oops\n[1]' })
    const { code, stdout } = await call(root, ['backfill', 'acme', '--events', 'bad.ndjson'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^delivered +1$/m)
    expect(stdout).toMatch(/^no event +2$/m)
    expect(stdout).toContain('  bad.ndjson:2: it is no event\n  bad.ndjson:3: it is no event\n')
  })

  it('standard input counts once, however often it is named', async () => {
    const root = await project()
    const text = '{"type":"track","event":"Seen","userId":"u"}'
    const { stdout } = run(root, ['backfill', 'acme', '--events', '-', '-', '--json'], { input: text })
    expect(JSON.parse(stdout)).toMatchObject({ events: 1, delivered: 1 })
  })

  it('a file that is gone when its turn comes costs its own events', async () => {
    const root = await project({ 'later.ndjson': '{"type":"page"}' })
    const files = await findEventFiles(root, ['events.ndjson', 'later.ndjson'])
    await rm(path.join(root, 'later.ndjson'))
    const broken: Broken[] = []
    const records: string[] = []
    for await (const block of readBlocks(files, (found) => broken.push(found)))
      records.push(...[...recordsOf(block)].map(({ text }) => text))
    expect(records).toHaveLength(1)
    expect(broken).toEqual([
      { file: 'later.ndjson', reason: 'it cannot be read (ENOENT); the events before that count' }
    ])
  })

  it('a gz that ends early is named by a backfill, too', async () => {
    const root = await project()
    const zipped = gzipSync('{"type":"track","event":"Seen","userId":"u"}\n'.repeat(100))
    await writeFile(path.join(root, 'cut.gz'), zipped.subarray(0, zipped.length - 8))
    const { stdout } = await call(root, ['backfill', 'acme', '--events', 'cut.gz'])
    expect(stdout).toContain(
      'These could not be read:\n  cut.gz: it ends early; the events before that count\n'
    )
    expect(stdout).toMatch(/^delivered +100$/m)
  })
})

it.each(['compare', 'backfill', 'cost'])('%s wants the zone of a time', async (verb) => {
  const root = await project()
  const flags = ['--events', 'events.ndjson', '--from', '2026-03-01T10:00:00']
  expect(await call(root, [verb, 'acme', ...flags])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      '"2026-03-01T10:00:00" is no time with a zone.\n  Write 2026-01-31 for midnight UTC, or 2026-01-31T10:00:00Z or …+02:00.\n'
  })
})

describe('the journal', () => {
  const identity: Identity = {
    function: 'shop',
    source: 'sha256:0123456789abcdef',
    files: [{ name: 'events.ndjson', bytes: 1 }]
  }

  it.each<[string, Partial<Identity>, string, string]>([
    ['another function', { function: 'other' }, 'the function shop', 'Give this run an --id of its own.'],
    [
      'another version',
      { source: 'sha256:fedcba' },
      'another version of shop (sha256:0123456789ab…)',
      'Add --force to send what is left through the version of today, or give this run an --id of its own.'
    ],
    [
      'other files',
      { files: [] },
      'other files, or of these before they changed',
      'Give this run an --id of its own.'
    ]
  ])('of %s is refused', async (_, other, what, hint) => {
    const folder = await temporaryFolder({})
    openJournal(folder, identity).close()
    const open = () => openJournal(folder, { ...identity, ...other })
    expect(open).toThrow(`${folder} is the journal of ${what}.`)
    expect(open).toThrow(expect.objectContaining({ hint }))
  })
})

describe('a full disk', () => {
  const before = `async function onTrack() { await fetch('https://api.example.com/other', { method: 'POST' }) }`

  it('ends a backfill, and the next run goes on', async () => {
    const vendor = createServer((_, response) => response.end('{}'))
    vendor.listen(0, '127.0.0.1')
    await once(vendor, 'listening')
    const { port } = vendor.address() as AddressInfo
    const root = await project({
      'destinations/acme/index.ts': definition({}).replaceAll(
        'https://api.acme.example',
        `http://127.0.0.1:${port}`
      ),
      'settings.json': { apiKey: 'fake' },
      'many.ndjson': '{"type":"page","userId":"u"}\n'.repeat(2_000)
    })
    const argv = ['backfill', 'acme', '--events', 'many.ndjson', '--settings', 'settings.json', '--live']
    // In blocks of 512 bytes or 1 KB, as shells differ.
    const full = run(root, [...argv, '--id', 'full'], { limit: 'ulimit -f 16' })
    expect(full.code).toBe(2)
    expect(full.stderr).toContain('journal cannot be written: the disk is full.\n')
    const { stdout } = run(root, [...argv, '--id', 'full', '--json'])
    vendor.close()
    const { events, skipped, discarded, delivered } = JSON.parse(stdout) as Record<string, number>
    expect(skipped).toBeGreaterThan(100)
    expect([events! + skipped!, discarded! + delivered! + skipped!]).toEqual([2_000, 2_000])
  }, 60_000)

  it('is told where a page is to be written, and leaves nothing behind', async () => {
    const root = await project({ 'old.js': before })
    const argv = [
      'compare',
      'acme',
      '--events',
      'events.ndjson',
      '--against',
      'old.js',
      '--html',
      'page.html'
    ]
    const { code, stderr } = run(root, argv, { limit: 'ulimit -f 1' })
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /page\.html\.\d+\.tmp cannot be used: it would become larger than the system lets a file be/
    )
    expect((await readdir(root)).filter((name) => name.startsWith('page'))).toEqual([])
  }, 60_000)

  const whereFull = existsSync('/dev/full') ? it : it.skip
  whereFull(
    'is told when what is printed goes there (skipped where there is no /dev/full)',
    async () => {
      const root = await project({ 'old.js': before })
      const argv = ['compare', 'acme', '--events', 'events.ndjson', '--against', 'old.js', '--json']
      const { code, stderr } = run(root, argv, { limit: 'exec >/dev/full' })
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr:
          'What is printed cannot be written: ENOSPC: no space left on device, write.\n  Make room on the disk, or send it elsewhere.\n'
      })
    },
    60_000
  )
})

describe('a token without rights', () => {
  it.each([
    ['compare', ['compare', 'acme', '--events', 'events.ndjson', '--against', 'workspace']],
    ['plan', ['plan', 'acme', '--events', 'events.ndjson']],
    ['backfill', ['backfill', 'acme', '--events', 'events.ndjson', '--live', '--through', 'segment']]
  ])('is what %s says is wrong', async (_, argv) => {
    const root = await project({
      'segment.config.json': {
        functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } },
        environments: { local: { region: 'local', token: 'TOKEN' } }
      },
      '.segment/local.json': {
        environments: { local: { functions: { acme: { id: 'dfn_5f7dd6d21ad74f3842b1fc47' } } } }
      }
    })
    const api = await startLocalApi({ port: 0 })
    api.fail({ status: 403, times: 100 })
    const variables = {
      ...{ SEGMENT_LOCAL_API_PORT: String(api.port), TOKEN: 'local-token' },
      SEGMENT_WRITE_KEY: 'fake_write_key'
    }
    const { code, stdout, stderr } = await call(root, [...argv, '--env', 'local'], { variables })
    await api.stop()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('the token in TOKEN lacks the permission (403)')
  })
})

it.each([
  [['status'], '"status" is about a backfill on a queue.\n  Add --queue redis://….\n'],
  [['acme'], 'There are no events.\n  Add --events and files.\n']
])('backfill %j alone is told what it lacks', async (words, stderr) => {
  expect(await call(await project(), ['backfill', ...words])).toEqual({ code: 2, stdout: '', stderr })
})
