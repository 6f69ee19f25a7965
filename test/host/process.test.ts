import { describe, expect, it } from '@jest/globals'
import nodeFetch from 'node-fetch'
import { createProcess } from '../../scripts/host/process.ts'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'

const start = Date.parse('2026-01-01T00:00:00.000Z')
const event = { type: 'track' }

/** Runs the body as a track handler on a virtual clock. */
async function run(body: string) {
  const clock = new VirtualClock(start)
  const invocation = createProcess({ code: `async function onTrack(event) { ${body} }`, clock }).invoke(
    event,
    {}
  )
  await clock.runUntilIdle()
  return invocation
}

describe('time in a process follows the clock', () => {
  it('in Date', async () => {
    const { logs } = await run(`
      class MyDate extends Date {}
      console.log(Date.now(), new Date().toISOString(), new MyDate().getTime(), typeof Date())
      console.log(new Date(0).toISOString(), Date.UTC(1970, 0), new Date().constructor === Date, new Date() instanceof Date)
      console.log(new MyDate() instanceof MyDate, Date.parse('1970-01-01'), new Date(2020, 1).getMonth(), Date.length)`)
    expect(logs).toEqual([
      `${start} 2026-01-01T00:00:00.000Z ${start} string`,
      '1970-01-01T00:00:00.000Z 0 true true',
      'true 0 1 7'
    ])
  })

  it('in timers', async () => {
    const { logs, durationMs } = await run(`
      const started = Date.now()
      await new Promise((resolve) => setTimeout(resolve, 1000, 'argument')).then(console.log)
      let ticks = 0
      await new Promise((resolve) => {
        const interval = setInterval(() => { if (++ticks === 3) { clearInterval(interval); resolve() } }, 100)
      })
      clearTimeout(setTimeout(() => console.log('cleared'), 10).unref())
      clearTimeout(undefined)
      console.log(ticks, Date.now() - started)`)
    expect([logs, durationMs]).toEqual([['argument', '3 1300'], 1300])
  })

  it('in the time limit, for which loading counts too', async () => {
    const clock = new VirtualClock(start)
    const code = `setTimeout(() => console.log('from loading'), 90)
      async function onTrack() { await new Promise((resolve) => setTimeout(resolve, 101)) }`
    const process = createProcess({ code, clock, limitMs: 100 })
    const invocation = process.invoke(event, {})
    await clock.runUntilIdle()
    const { outcome, error, durationMs, logs } = await invocation
    expect([outcome, error?.name, durationMs, logs]).toEqual(['retried', 'Timeout', 100, ['from loading']])
  })

  it('also when a handler blocks the thread past the limit', async () => {
    const code = `function onTrack() { const end = Date.now() + 30; while (Date.now() < end); }`
    const { outcome, error } = await createProcess({ code, limitMs: 20 }).invoke(event, {})
    expect([outcome, error?.name]).toEqual(['retried', 'Timeout'])
  })
})

it('a process that timed out starts anew', async () => {
  const clock = new VirtualClock(start)
  const code = `let calls = 0; async function onTrack({ hang }) { console.log(++calls); if (hang) await new Promise(() => {}) }`
  const process = createProcess({ code, clock })
  const logs: string[] = []
  for (const hang of [false, true, false]) {
    const invocation = process.invoke({ type: 'track', hang }, {})
    await clock.runUntilIdle()
    logs.push(...(await invocation).logs)
  }
  expect(logs).toEqual(['1', '2', '1'])
})

it('each call gets its own copy of event and settings', async () => {
  const process = createProcess({
    code: `function onTrack(event, settings) { console.log(event, settings); event.n = settings.n = 2; event.list.push(1) }`
  })
  const sent = { type: 'track', n: 1, gone: undefined, at: new Date(0), list: [] }
  const settings = { n: 1 }
  const first = await process.invoke(sent, settings)
  const second = await process.invoke(sent, settings)
  expect(first.logs).toEqual([`{ type: 'track', n: 1, at: '1970-01-01T00:00:00.000Z', list: [] } { n: 1 }`])
  expect(second.logs).toEqual(first.logs)
})

describe('logs', () => {
  it('are kept in order, a text per call, formatted as Node does', async () => {
    const { logs } = await run(`
      console.log('a %s', 'b', { c: [1] }); console.error(new Map([[1, 2]])); console.warn('x\\ny'); console.info(); console.debug(null)`)
    expect(logs).toEqual(['a b { c: [ 1 ] }', 'Map(1) { 1 => 2 }', 'x\ny', '', 'null'])
  })

  it('of loading belong to the first event', async () => {
    const process = createProcess({ code: `console.log('loading'); function onTrack() {}` })
    expect((await process.invoke(event, {})).logs).toEqual(['loading'])
    expect((await process.invoke(event, {})).logs).toEqual([])
  })

  it('past what the editor shows are kept, with a warning', async () => {
    const { logs, warnings } = await run(`console.log('é'.repeat(2048)); console.log('')`)
    expect([logs[0]?.length, warnings]).toEqual([
      2048,
      ["4097 bytes were logged: Segment's editor shows at most 4096"]
    ])
  })
})

describe('what is open when the handler ends', () => {
  it('is lost: a request, with a warning', async () => {
    const clock = new VirtualClock(start)
    const code = `async function onTrack() { fetch('https://example.com/', { method: 'post' }).then(() => console.log('late')) }`
    const fetch = () =>
      new Promise((resolve) => clock.setTimeout(() => resolve(new nodeFetch.Response('')), 10))
    const process = createProcess({ code, clock, fetch })
    const first = await process.invoke(event, {})
    await clock.runUntilIdle()
    const second = await process.invoke(event, {})
    const warnings = ['POST https://example.com/ was still open when the handler ended, nobody awaited it']
    expect([first.warnings, first.logs, second.logs]).toEqual([warnings, [], []])
  })

  it('is lost: a timer', async () => {
    expect(
      (await run(`setTimeout(() => console.log('late'), 10); setInterval(() => console.log('late'), 10)`))
        .logs
    ).toEqual([])
  })
})

it('what code started before it failed to load is lost too', async () => {
  const clock = new VirtualClock(start)
  const process = createProcess({
    code: `setInterval(() => console.log('late'), 10); throw new Error('no')`,
    clock
  })
  await process.invoke(event, {})
  await clock.runUntilIdle()
  expect(clock.now()).toBe(start)
})

it('a callback of a timer that throws is a warning', async () => {
  const { outcome, warnings } = await run(`
    setTimeout(() => { throw new Error('in a timer') }, 1); await new Promise((resolve) => setTimeout(resolve, 2))`)
  expect([outcome, warnings]).toEqual([
    'delivered',
    [`a timer's callback threw Error: in a timer: nobody catches that`]
  ])
})

it('a fetch that throws is one that rejects', async () => {
  const fetch = () => {
    throw new RangeError('no')
  }
  const process = createProcess({
    code: `function onTrack() { return fetch('https://example.com/') }`,
    fetch
  })
  const { error, warnings } = await process.invoke(event, {})
  expect([error?.name, warnings]).toEqual(['RangeError', []])
})

it('requests go to the fetch that was passed in', async () => {
  const sent: unknown[] = []
  const process = createProcess({
    code: `async function onTrack() { console.log(await (await fetch('https://example.com/', { method: 'PUT' })).json()) }`,
    fetch: (...args) => {
      sent.push(args)
      return Promise.resolve(new nodeFetch.Response('{"a":1}'))
    }
  })
  const { logs } = await process.invoke(event, {})
  expect([sent, logs]).toEqual([[['https://example.com/', { method: 'PUT' }]], ['{ a: 1 }']])
})
