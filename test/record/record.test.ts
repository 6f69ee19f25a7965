/**
 * The committed events are what the SDKs of package.json send: recording them again gives the same files.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { recordEvents } from '../../scripts/record/record.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recorded-'))
})
afterEach(() => rm(folder, { recursive: true }))

const filesOf = async (path: string): Promise<Record<string, string>> => {
  const names = (await readdir(path)).sort()
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), 'utf8')]))
  )
}

it('gives the committed events, byte for byte', async () => {
  const recordings = await recordEvents(folder)
  const files = await filesOf(folder)
  expect(files).toEqual(await filesOf('fixtures/events'))
  expect(Object.fromEntries(recordings.map(({ file, event }) => [file, event]))).toEqual(
    Object.fromEntries(Object.entries(files).map(([file, text]) => [file, JSON.parse(text)]))
  )
})
