/** Runs the simulation that docs/delivery.md opens with: a seed makes it the same everywhere. */
import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import { call } from '../cli/call.ts'

it('prints what docs/delivery.md says', async () => {
  const page = await readFile('docs/delivery.md', 'utf8')
  const [, verb, options, output] = /^```sh\nnpm run (\S+) -- (.*?)\n```\n\n```\n(.*?)^```$/ms.exec(page)!

  const printed = await call(process.cwd(), [verb!, ...options!.split(' ')])

  expect(printed).toEqual({ code: 0, stdout: output, stderr: '' })
}, 120_000)
