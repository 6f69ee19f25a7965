import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { runOnChange } from '../../scripts/replay/watch.ts'
import { temporaryFolder } from '../temporary.ts'

describe('runOnChange', () => {
  it('runs at once, and again for changes at any depth and in single files, which it names', async () => {
    const root = await temporaryFolder({ 'folder/deep/a.json': '1', 'b.json': '1' })
    const abort = new AbortController()
    // Each run but the last changes something itself: a change during a run must not be lost.
    const changes = [
      () => writeFile(join(root, 'folder/deep/a.json'), '2'),
      () => writeFile(join(root, 'b.json'), '2'),
      () => Promise.resolve(abort.abort())
    ]
    const seen: string[][] = []
    await runOnChange({
      paths: [join(root, 'folder'), join(root, 'b.json')],
      run: (changed) => {
        seen.push(changed.map((file) => relative(root, file)))
        return changes[seen.length - 1]!()
      },
      quietMs: 1,
      signal: abort.signal
    })
    expect(seen).toEqual([[], [join('folder', 'deep', 'a.json')], ['b.json']])
  })
})
