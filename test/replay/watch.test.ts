import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { runOnChange } from '../../scripts/replay/watch.ts'
import { temporaryFolder } from '../temporary.ts'

describe('runOnChange', () => {
  it('runs at once, and again for changes at any depth and in single files', async () => {
    const root = await temporaryFolder({ 'folder/deep/a.json': '1', 'b.json': '1' })
    const abort = new AbortController()
    // Each run but the last changes something itself: a change during a run must not be lost.
    const changes = [
      () => writeFile(join(root, 'folder/deep/a.json'), '2'),
      () => writeFile(join(root, 'b.json'), '2'),
      () => Promise.resolve(abort.abort())
    ]
    let runs = 0
    await runOnChange({
      paths: [join(root, 'folder'), join(root, 'b.json')],
      run: () => changes[runs++]!(),
      quietMs: 1,
      signal: abort.signal
    })
    expect(runs).toBe(3)
  })
})
