import { expect, it } from '@jest/globals'
import type { DeliverResult } from '../../scripts/deliver/index.ts'
import { call } from '../cli/call.ts'

const run = (...args: string[]) => call(process.cwd(), ['deliver', ...args])

it('prints the result as JSON and nothing else', async () => {
  const { code, stdout, stderr } = await run(
    'dub',
    '--events',
    '20',
    '--faults',
    'resets',
    '--seed',
    '3',
    '--json'
  )
  expect([code, stderr]).toEqual([0, ''])
  const { events, seed, faults, outcomes } = JSON.parse(stdout) as DeliverResult
  expect([events, seed, faults.name]).toEqual([20, 3, 'resets'])
  expect(outcomes.deliveredOnce + outcomes.deliveredMoreThanOnce).toBe(20)
})

it.each([
  [['dup', '--events', '1'], 'There is no function "dup" in segment.config.json.\n  Did you mean "dub"?\n'],
  [['dub'], "required option '--events <file|n>' not specified\n"]
])('ends with exit code 2 for a mistake: %j', async (args, message) => {
  const { code, stdout, stderr } = await run(...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
})
