/** What people give by mistake, and what they are told. */
import { chmod, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { openJournal, type Identity } from '../../scripts/history/backfill/journal.ts'
import { readBlocks, recordsOf, type Broken } from '../../scripts/history/blocks.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { definition } from '../compile/definition.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const project = (files: Record<string, string> = {}) =>
  temporaryFolder({
    'package.json': { version: '1.0.0' },
    'segment.config.json': {
      functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } }
    },
    'destinations/acme/index.ts': definition({}),
    'events.ndjson': '{"type":"track","event":"Seen","userId":"u"}',
    ...files
  })

const whereRightsCount = process.getuid?.() === 0 ? it.skip : it

describe('events that cannot be read', () => {
  whereRightsCount(
    'without the right to it are named (skipped for root, who may read everything)',
    async () => {
      const root = await project()
      await chmod(path.join(root, 'events.ndjson'), 0)
      const { code, stderr } = await call(root, ['backfill', 'acme', '--events', 'events.ndjson'])
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr:
          'events.ndjson cannot be read (EACCES).\n  Give yourself the right to read it, or leave it out.\n'
      })
    }
  )

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
    await writeFile(path.join(root, 'cut.gz'), zipped.subarray(0, zipped.length - 12))
    const { stdout } = await call(root, ['backfill', 'acme', '--events', 'cut.gz'])
    expect(stdout).toContain(
      'Parts of the files could not be read:\n  cut.gz: it ends early; the events before that count\n'
    )
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
