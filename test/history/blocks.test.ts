import { createHash } from 'node:crypto'
import { appendFile, mkdir, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { readBlocks, recordsOf, type Broken } from '../../scripts/history/blocks.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { temporaryFolder } from '../temporary.ts'

describe('past events as blocks', () => {
  it.each([
    ['lines', '{"a":1}\n{"a":2}\n\n{"a":3}', [1, 2, 4]],
    ['lines with a line feed at the end', '{"a":1}\n{"a":2}\n', [1, 2]],
    ['lines of Windows, with a byte order mark', '\uFEFF{"a":1}\r\n{"a":2}\r\n', [1, 2]],
    ['an array', '[\n  {"a": 1},\n  {"a": "[,]}\\"",\n   "b": [1, 2]}\n]\n', [2, 3]],
    ['events laid out for reading', '{\n  "a": 1\n}\n{\n  "a": 2\n}', [1, 4]],
    ['an array on one line', '[{"a":1},{"a":2}, 5 ]', [1, 1, 1]]
  ])('are found in %s, with the line each begins on', async (_, text, lines) => {
    const { records, broken } = await read({ 'events.json': text })
    expect(records.map(({ line }) => line)).toEqual(lines)
    expect(records.map(({ text }) => JSON.parse(text.replace('\uFEFF', '')) as unknown)).toHaveLength(
      lines.length
    )
    expect(broken).toEqual([])
  })

  it('are read from several files in the order of their paths, zipped or not', async () => {
    const { records } = await read({
      'segment-logs/b/2.gz': gzipSync('{"a":3}\n{"a":4}\n'),
      'segment-logs/a/1.ndjson': '{"a":1}\n{"a":2}'
    })
    expect(records.map(({ text }) => text)).toEqual(['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}'])
  })

  it('keep what stands before the end of a gz that ends early, and name the file', async () => {
    const zipped = gzipSync(`${'{"a":1}\n'.repeat(100)}`)
    const { records, broken } = await read({ 'cut.gz': zipped.subarray(0, zipped.length - 8) })
    expect(records).toHaveLength(100)
    expect(broken).toEqual([{ file: 'cut.gz', reason: 'it ends early; the events before that count' }])
  })

  it('keep what stands before damage, but for the last 16 KB', async () => {
    const hash = (index: number) => createHash('sha256').update(String(index)).digest('hex')
    const lines = Array.from({ length: 20_000 }, (_, index) => `{"a":"${hash(index)}"}\n`)
    const zipped = gzipSync(lines.join(''))
    const middle = Math.floor(zipped.length / 2)
    zipped.fill(0, middle, middle + 1_000)
    const { records, broken } = await read({ 'damaged.gz': zipped })
    expect(records.length).toBeGreaterThan(9_000)
    expect(broken[0]).toEqual({
      file: 'damaged.gz',
      reason: 'it is damaged (Z_DATA_ERROR); the events before that count, but for the last ones'
    })
  })

  it('are found in a gz of several members, as archives that were appended to are', async () => {
    const { records, broken } = await read({
      'members.gz': Buffer.concat(['{"a":1}\n', '{"a":2}\n{"a":3}'].map((text) => gzipSync(text)))
    })
    expect(records.map(({ line, text }) => [line, text])).toEqual([
      [1, '{"a":1}'],
      [2, '{"a":2}'],
      [3, '{"a":3}']
    ])
    expect(broken).toEqual([])
  })

  it('leave out a line of 10 MB by name and keep its neighbours', async () => {
    const text = `{"a":1}\n{"a":"${'x'.repeat(10_000_000)}"}\n{"a":3}\n`
    const { records, broken } = await read({ 'long.ndjson': text })
    expect(records.map(({ line, text }) => [line, text])).toEqual([
      [1, '{"a":1}'],
      [3, '{"a":3}']
    ])
    expect(broken).toEqual([
      { file: 'long.ndjson', line: 2, reason: 'it is longer than 1 MB, so it is no event' }
    ])
  })

  it('tell of a bracket that is not closed', async () => {
    const { records, broken } = await read({ 'open.json': '[{"a":1},{"a":2}' })
    expect(records).toHaveLength(2)
    expect(broken).toEqual([{ file: 'open.json', reason: 'a bracket in it is not closed' }])
  })

  it.each([
    ['grows', (file: string) => appendFile(file, '{"a":2}\n')],
    ['shrinks', (file: string) => truncate(file, 3)]
  ])('tell of a file that %s while it is read', async (_, change) => {
    const folder = await filesOf({ 'alive.ndjson': '{"a":1}\n' })
    const broken: Broken[] = []
    for await (const block of readBlocks(await findEventFiles(folder, ['alive.ndjson']), (found) =>
      broken.push(found)
    ))
      await change(path.join(folder, block.file))
    expect(broken).toEqual([{ file: 'alive.ndjson', reason: 'it changed while it was read' }])
  })
})

async function filesOf(files: Record<string, string | Buffer>) {
  const folder = await temporaryFolder({})
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true })
    await writeFile(path.join(folder, name), content)
  }
  return folder
}

async function read(files: Record<string, string | Buffer>) {
  const folder = await filesOf(files)
  const inputs = Object.keys(files).map((name) => name.split('/')[0]!)
  const records: { line: number; text: string }[] = []
  const broken: Broken[] = []
  for await (const block of readBlocks(await findEventFiles(folder, inputs), (found) => broken.push(found)))
    records.push(...recordsOf(block))
  return { records, broken }
}
