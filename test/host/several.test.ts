/** Events that are handed over together come to what they come to one at a time, also where one of them ends the thread. */
import { afterEach, expect, it } from '@jest/globals'
import { createHost } from '../../scripts/host/index.ts'
import type { Host, Invocation } from '../../scripts/host/index.ts'

const code = `
let count = 0
async function onTrack({ does }) {
  count += 1
  console.log('event', count, does)
  await fetch('https://vendor.example/' + does, { method: 'post', body: does })
  if (does === 'throws') throw new RetryError('later')
  if (does === 'loops') for (;;);
  if (does === 'waits') await new Promise(() => undefined)
  if (does === 'sleeps') await new Promise((resolve) => setTimeout(resolve, 60))
}`

let host: Host
afterEach(() => host.close())

const network = { kind: 'same', answer: { reply: { status: 200, json: {} } }, delayMs: 0 } as const
const events = (...does: string[]) => does.map((one) => ({ type: 'track', does: one }))
const texts = (...does: string[]) => events(...does).map((event) => JSON.stringify(event))
const facts = ({ outcome, error, requests, logs }: Invocation) => ({
  ...{ outcome, error: error?.name, logs },
  urls: requests.map(({ url }) => url)
})

async function bothWays(does: string[], limitMs = 5_000) {
  host = await createHost({ code, limitMs })
  const together = await host.invokeEach(texts(...does), {}, network)
  await host.close()
  host = await createHost({ code, limitMs })
  const alone: Invocation[] = []
  for (const event of events(...does)) alone.push(await host.invoke(event, {}, network))
  return [together.map(facts), alone.map(facts)]
}

it('each with its own requests, logs and error, in the same process', async () => {
  const [together, alone] = await bothWays(['ends', 'throws', 'ends'])
  expect(together).toEqual(alone)
  expect(together![1]).toEqual({
    ...{ outcome: 'retried', error: 'RetryError', logs: ['event 2 throws'] },
    urls: ['https://vendor.example/throws']
  })
})

it('one that takes too long costs itself, and its process', async () => {
  const [together, alone] = await bothWays(['ends', 'waits', 'ends'], 1_000)
  expect(together).toEqual(alone)
  expect(together!.map(({ error, logs }) => [error, ...logs])).toEqual([
    [undefined, 'event 1 ends'],
    ['Timeout', 'event 2 waits'],
    [undefined, 'event 1 ends']
  ])
})

it('one that ends the thread, too', async () => {
  const [together, alone] = await bothWays(['ends', 'loops', 'ends'], 1_000)
  expect(together).toEqual(alone)
  expect(together!.map(({ error }) => error)).toEqual([undefined, 'Timeout', undefined])
})

it('many that wait are no one event that takes too long', async () => {
  host = await createHost({ code, limitMs: 1_000 })
  const sleepers = await host.invokeEach(texts(...Array<string>(30).fill('sleeps')), {}, network)
  expect(sleepers.map(({ outcome, logs }) => [outcome, ...logs])).toEqual(
    Array.from({ length: 30 }, (_, index) => ['delivered', `event ${index + 1} sleeps`])
  )
})
