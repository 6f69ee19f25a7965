import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, it, jest } from '@jest/globals'
import type { DeliverResult } from '../../scripts/deliver/index.ts'

// Each starts a process of its own, which compiles what it needs.
jest.setTimeout(120_000)

/** Runs `npm run deliver` as npm does: in the project's folder. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const command = [
    join('node_modules', 'tsx', 'dist', 'cli.mjs'),
    join('scripts', 'cli', 'deliver.ts'),
    ...args
  ]
  return new Promise((resolve) => {
    execFile(process.execPath, command, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err })
    )
  })
}

it('prints the result as JSON and nothing else', async () => {
  const { code, out, err } = await run('dub', '--events', '20', '--faults', 'resets', '--seed', '3', '--json')
  expect([code, err]).toEqual([0, ''])
  const { events, seed, faults, outcomes } = JSON.parse(out) as DeliverResult
  expect([events, seed, faults.name]).toEqual([20, 3, 'resets'])
  expect(outcomes.deliveredOnce + outcomes.deliveredMoreThanOnce).toBe(20)
})

it.each([
  [['dup', '--events', '1'], 'There is no function "dup" in segment.config.json.\n  Did you mean "dub"?\n'],
  [['dub'], "error: required option '--events <file|n>' not specified\n"]
])('ends with exit code 2 for a mistake: %j', async (args, message) => {
  const { code, out, err } = await run(...args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(message)
})
