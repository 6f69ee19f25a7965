/** A backfill that several machines share, through a real Redis; left out, by name, where none runs. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { generateEvents } from '../../scripts/history/generate.ts'
import { writeProject } from '../../scripts/history/proof/project.ts'
import { openVendor } from '../../scripts/history/proof/vendor.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { fill, pause, resume, retry, status, type QueueRequest } from '../../scripts/history/queue/index.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'
import { newId, openProxy, startMachine, startWorker, url, withRedis } from './shared-backfill.ts'

/** A project, a vendor on loopback, and events on a queue of their own. */
async function open({ events, more = {} }: { events: number; more?: object }) {
  const root = await temporaryFolder({})
  const taken = { unique: 0, tell: (_unique: number): void => undefined }
  const vendor = await openVendor({
    ...{ events: Infinity, perSecond: 100_000, outageMs: 0, resetEvery: Infinity },
    onTaken: (unique) => taken.tell(unique)
  })
  await writeProject(root, vendor.url)
  await writeFile(path.join(root, 'events.ndjson'), [...generateEvents(events)].join('\n'))
  const states: string[] = []
  const request: QueueRequest = { root, url, id: newId(), onState: (text) => void states.push(text), ...more }
  const put = async () =>
    fill({
      ...request,
      function: 'shop',
      files: await findEventFiles(root, ['events.ndjson']),
      selection: {},
      perSecond: undefined
    })
  return { root, vendor, taken, request, put, states }
}

withRedis('a backfill on a queue', () => {
  it('loses nothing when one of three workers is killed in its batches, and says how many events came twice at most', async () => {
    const { root, vendor, taken, request, put } = await open({ events: 3_000 })
    expect(await put()).toMatchObject({ events: 3_000, isComplete: true, waiting: 150, delivered: 0 })
    const workers = [1, 2, 3].map(() => startWorker(root, request, 2))
    taken.tell = (unique) => {
      if (unique > 1_000) workers[0]!.child.kill('SIGKILL')
    }
    await Promise.all(workers.map(({ ended }) => ended))
    vendor.close()
    expect(vendor.count.unique).toBe(3_000)
    const end = await status(request)
    expect(end).toMatchObject({
      ...{ events: 3_000, delivered: 3_000, discarded: 0, failed: 0 },
      ...{ waiting: 0, active: 0 }
    })
    // Two calls of 20 events were under way.
    expect(end.uncertain).toBeLessThanOrEqual(40)
    expect(vendor.count.repeats).toBeLessThanOrEqual(end.uncertain)
    expect(workers[0]!.child.signalCode).toBe('SIGKILL')
  }, 90_000)

  it('is filled once, however often: what is on it or has ended is not put there again', async () => {
    const { vendor, put } = await open({ events: 100 })
    await put()
    expect(await put()).toMatchObject({ events: 100, waiting: 5 })
    vendor.close()
  })

  it('is paused and resumed for all, and says how it stands', async () => {
    const { root, vendor, request, put } = await open({ events: 60 })
    await put()
    expect(await pause(request)).toMatchObject({ isPaused: true, waiting: 3 })
    const worker = startWorker(root, request, 1)
    const { stdout } = await call(root, ['backfill', 'status', '--queue', url, '--id', request.id!])
    expect(stdout).toContain(`${request.id!}: 60 events for shop were put on the queue; it is paused.`)
    await worker.says(`${request.id!} is paused: waiting until it is resumed.\n`)
    expect(vendor.count.requests).toBe(0)
    expect(await resume(request)).toMatchObject({ isPaused: false })
    await worker.ended
    vendor.close()
    expect(vendor.count.unique).toBe(60)
    expect(await retry(request)).toMatchObject({ failed: 0, delivered: 60 })
  }, 60_000)

  it('gives back what a machine has not sent when it is stopped', async () => {
    const { root, vendor, taken, request, put } = await open({ events: 400 })
    await put()
    const worker = startWorker(root, request, 1)
    taken.tell = (unique) => {
      if (unique === 100) worker.child.kill('SIGINT')
    }
    await worker.ended
    const stopped = await status(request)
    expect(stopped).toMatchObject({ active: 0, uncertain: 0, failed: 0 })
    expect(stopped.delivered).toBeLessThan(400)
    expect(stopped.delivered + stopped.waiting * 20).toBe(400)
    await startWorker(root, request, 1).ended
    vendor.close()
    expect(vendor.count).toMatchObject({ unique: 400, repeats: 0 })
  }, 60_000)
})

withRedis('a Redis that goes away is waited for, and that is said, by', () => {
  const awayAndBack = /^redis:\/\/127\.0\.0\.1:\d+ is away.*: waiting for it\.\nredis:.* is back\.\n$/

  it('a machine that works', async () => {
    const { root, vendor, taken, request, put } = await open({ events: 600 })
    await put()
    const proxy = await openProxy()
    const worker = startWorker(root, { ...request, url: proxy.url }, 1)
    taken.tell = (unique) => {
      if (unique === 200) void proxy.goAway()
    }
    await worker.says('is away')
    await proxy.comeBack()
    await worker.ended
    await proxy.goAway()
    vendor.close()
    expect(worker.errors()).toMatch(awayAndBack)
    expect(vendor.count.unique).toBe(600)
  }, 60_000)

  it('the machine that puts events on the queue', async () => {
    const { root, vendor, request } = await open({ events: 6_000 })
    const proxy = await openProxy(':progress')
    const filling = startMachine(root, [
      ...['shop', '--events', 'events.ndjson', '--live', '--json'],
      ...['--queue', proxy.url, '--id', request.id!]
    ])
    await filling.says('is away')
    await proxy.comeBack()
    const { output, errors } = await filling.ended
    await proxy.goAway()
    vendor.close()
    expect(errors).toMatch(awayAndBack)
    expect(JSON.parse(output)).toMatchObject({ events: 6_000, waiting: 300, isComplete: true })
  }, 60_000)

  it.each(['status', 'pause', 'retry'])(
    '%s',
    async (word) => {
      const { root, vendor, request, put } = await open({ events: 40 })
      await put()
      vendor.close()
      const proxy = await openProxy(':progress')
      const machine = startMachine(root, [word, '--queue', proxy.url, '--id', request.id!, '--json'])
      await machine.says('is away')
      await proxy.comeBack()
      const { output, errors } = await machine.ended
      await proxy.goAway()
      expect(errors).toMatch(awayAndBack)
      expect(JSON.parse(output)).toMatchObject({ events: 40, waiting: 2, isPaused: word === 'pause' })
    },
    30_000
  )
})

describe('a backfill on a queue is refused', () => {
  it('where no Redis answers, without its password in the message', async () => {
    const { root, vendor, request } = await open({ events: 1 })
    vendor.close()
    await expect(
      status({ ...request, root, url: 'redis://user:fake_password@127.0.0.1:1' })
    ).rejects.toMatchObject({
      code: 'usage',
      message: 'No Redis can be used at redis://127.0.0.1:1 (ECONNREFUSED).'
    })
  })
})
