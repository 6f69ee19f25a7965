/** Runs the simulation that docs/delivery.md opens with: a seed makes it the same everywhere. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from '@jest/globals'

it('prints what docs/delivery.md says', async () => {
  const page = await readFile('docs/delivery.md', 'utf8')
  const [, command, output] = /^```sh\n(.*?)\n```\n\n```\n(.*?)^```$/ms.exec(page)!

  const { stdout } = await promisify(execFile)('sh', ['-c', command!.replace('npm run', 'npm run -s')])

  expect(stdout).toBe(output)
}, 120_000)
