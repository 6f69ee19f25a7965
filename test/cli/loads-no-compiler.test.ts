/** What the verbs of every minute leave out: nine megabytes of TypeScript take longer to load than most of them to work. */
import { describe, expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const starter = path.resolve('scripts/cli/start.js')

/** Says at the end, on standard error, whether TypeScript was loaded. */
const watcher = `process.on('exit', () => {
  const isLoaded = Object.keys(require.cache).some((file) => /[\\\\/]typescript[\\\\/]lib[\\\\/]/.test(file))
  process.stderr.write(isLoaded ? '<TypeScript>' : '<no TypeScript>')
})`

async function saysOf(...args: string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'loads-'))
  try {
    const hook = path.join(folder, 'watcher.cjs')
    await writeFile(hook, watcher)
    const { stderr } = await promisify(execFile)(process.execPath, ['--require', hook, starter, ...args])
    return /<.*?>/.exec(stderr)![0]
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('TypeScript', () => {
  it.each([
    ['invoke', 'dub', '--event', 'fixtures/events/browser-sign-up.json'],
    ['replay', 'product-fruits'],
    ['cost', '--help']
  ])('is not loaded by %s', async (...args) => {
    expect(await saysOf(...args)).toBe('<no TypeScript>')
  })

  it('is loaded by check, which reads sources', async () => {
    expect(await saysOf('check', 'product-fruits')).toBe('<TypeScript>')
  })
})
