/** The pace of a backfill whose definition says what its vendor takes. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import nodeFetch from 'node-fetch'
import { resolveFunction } from '../../scripts/compile/index.ts'
import { backfill, type Backfilled } from '../../scripts/history/backfill/index.ts'
import { printBackfill } from '../../scripts/history/backfill/print.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'
import { definition } from '../compile/definition.ts'
import { temporaryFolder } from '../temporary.ts'

const acme = { destination: 'destinations/acme', displayName: 'Acme' }
const twoInTenSeconds = `rateLimit: { requests: 2, seconds: 10, source: 'https://acme.example/limits' }`

const project = (more: string) =>
  temporaryFolder({
    'package.json': { version: '1.0.0' },
    'segment.config.json': { functions: { acme } },
    'settings.json': { apiKey: 'fake' },
    'destinations/acme/index.ts': definition({ more })
  })

/** @returns when each request of three events left, in seconds, and what came of it */
async function sendThree(perSecond?: number): Promise<{ seconds: number[]; result: Backfilled }> {
  const root = await project(twoInTenSeconds)
  const lines = [1, 2, 3].map((id) => JSON.stringify({ type: 'track', event: 'Seen', messageId: `m-${id}` }))
  await writeFile(path.join(root, 'events.ndjson'), lines.join('\n'))
  const clock = new VirtualClock(0)
  const seconds: number[] = []
  let result: Backfilled | undefined
  const done = backfill({
    root,
    function: 'acme',
    files: await findEventFiles(root, ['events.ndjson']),
    selection: {},
    settings: 'settings.json',
    live: true,
    perSecond,
    concurrency: 10,
    id: undefined,
    force: false,
    clock,
    fetch: () => {
      seconds.push(clock.now() / 1_000)
      return Promise.resolve(new nodeFetch.Response('{}', { status: 200 }))
    }
  }).then((ended) => (result = ended))
  while (!result) await clock.runUntilIdle()
  await done
  return { seconds, result }
}

it('is that limit, and the report says so', async () => {
  const { seconds, result } = await sendThree()
  expect(seconds).toEqual([0, 5, 10])
  expect(result.delivered).toBe(3)
  expect(printBackfill(result)).toContain(
    "Sent at the vendor's known limit, 2 requests in 10 s (https://acme.example/limits); --rate sets another."
  )
})

it('is the one that was asked for instead', async () => {
  const { seconds, result } = await sendThree(1)
  expect(seconds).toEqual([0, 1, 2])
  expect(printBackfill(result)).not.toContain('known limit')
})

it.each([
  ['nothing a second', `rateLimit: { requests: 0, seconds: 1, source: 'https://acme.example' }`],
  ['no source', 'rateLimit: { requests: 5, seconds: 1 }']
])('cannot be %s', async (_, more) => {
  await expect(resolveFunction(await project(more), 'acme', acme)).rejects.toMatchObject({
    code: 'definition',
    message:
      'destinations/acme: rateLimit does not say how many requests in how many seconds, and where the vendor says so.'
  })
})
