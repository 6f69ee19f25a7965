/** `npm run bench -- dev`, before it measures: that takes minutes, and is for people. */
import { expect, it } from '@jest/globals'
import { call } from '../cli/call.ts'

it('names the functions there are instead of one that is not there', async () => {
  const { code, stderr } = await call(process.cwd(), ['bench', 'dev', '--function', 'dubb'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean "dub"?')])
})

it('measures nothing else', async () => {
  const { code, stderr } = await call(process.cwd(), ['bench', 'page'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('Allowed choices are functions, dev')])
})
