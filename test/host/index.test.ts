import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from '@jest/globals'
import { UserError } from '../../scripts/shared/errors.ts'
import { createHost } from '../../scripts/host/index.ts'
import type { Exchange, Host, InvokeOptions, Network } from '../../scripts/host/index.ts'

const ok: Network = { kind: 'ok' }
const url = 'https://api.example.com/leads'
const exchange = (answer: { fault: 'timeout' | 'reset' | 'refused' }): Exchange => ({
  request: { method: 'POST', url },
  ...answer
})

const hosts: Host[] = []
afterAll(() => Promise.all(hosts.map((host) => host.close())))

async function start(body: string, limitMs?: number): Promise<Host> {
  const host = await createHost({
    code: `let calls = 0\nasync function onTrack(event, settings) { ${body} }`,
    limitMs
  })
  hosts.push(host)
  return host
}

/** Runs one track event through a handler with this body, and closes the host. */
async function run(body: string, network: Network = ok) {
  const host = await start(body)
  const invocation = await host.invoke({ type: 'track' }, {}, network)
  await host.close()
  return invocation
}

const timedOut = (limitMs: number) => ({
  outcome: 'retried',
  failure: { label: 'Timeout', code: 'ETIMEDOUT' },
  error: { name: 'Timeout', message: `the function did not finish within ${limitMs} ms` },
  durationMs: limitMs
})

describe('an invocation', () => {
  it('reports the whole of what happened', async () => {
    const host = await start(`
      const response = await fetch('${url}', { method: 'POST', body: JSON.stringify({ email: event.email }), headers: {
        'Content-Type': 'application/json', Authorization: 'Bearer ' + settings.apiKey } })
      console.log(response.status, await response.json())`)
    const invocation = await host.invoke(
      { type: 'track', email: 'a@example.com' },
      { apiKey: 'test' },
      {
        kind: 'exchanges',
        exchanges: [
          {
            request: {
              method: 'POST',
              url,
              headers: { Authorization: 'Bearer test' },
              json: { email: 'a@example.com' }
            },
            reply: { status: 201, json: { id: 1 } }
          }
        ]
      }
    )
    expect(invocation).toEqual({
      outcome: 'delivered',
      requests: [
        {
          method: 'POST',
          url,
          headers: {
            accept: '*/*',
            'accept-encoding': 'gzip,deflate',
            authorization: 'Bearer test',
            connection: 'close',
            'content-length': '25',
            'content-type': 'application/json',
            host: 'api.example.com',
            'user-agent': 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)'
          },
          body: '{"email":"a@example.com"}'
        }
      ],
      exchanges: { unused: [], unmatched: [] },
      logs: ['201 { id: 1 }'],
      warnings: [],
      durationMs: expect.any(Number)
    })
  })

  it('of a request that nothing expects fails, and says what is nearest', async () => {
    const { outcome, error, exchanges } = await run(`await fetch('${url}')`, {
      kind: 'exchanges',
      exchanges: [exchange({ fault: 'reset' })]
    })
    expect([outcome, error?.name, error?.message]).toEqual([
      'discarded',
      'FetchError',
      `request to ${url} failed, reason: no exchange expects GET ${url}`
    ])
    expect(exchanges).toEqual({
      unused: [0],
      unmatched: [
        {
          request: 0,
          nearest: {
            exchange: 0,
            used: false,
            differences: [{ part: 'method', message: 'method: expected POST, sent GET' }]
          }
        }
      ]
    })
  })

  it('answers a direct use of https too', async () => {
    const { logs, requests } = await run(`
      await new Promise((resolve, reject) => https.get('${url}', (response) => {
        console.log(response.statusCode); response.resume().on('end', resolve) }).on('error', reject))`)
    expect([logs, requests[0]?.url]).toEqual([['200'], url])
  })

  it('records a request that nobody awaits', async () => {
    const { requests, warnings } = await run(`fetch('${url}', { method: 'POST', body: 'x' })`)
    expect(requests.map(({ body }) => body)).toEqual(['x'])
    expect(warnings).toEqual([`POST ${url} was still open when the handler ended, nobody awaited it`])
  })

  it('survives what the function throws where nobody catches it, with a warning', async () => {
    const { outcome, warnings } = await run(`Promise.reject(new Error('forgotten'))`)
    expect(outcome).toBe('delivered')
    expect(warnings).toEqual([
      expect.stringMatching(/^a promise was rejected and nobody handled it: Error: forgotten\n/)
    ])
  })

  it('live really sends', async () => {
    const server = createServer((_request, response) => response.end('real'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const { logs, requests, exchanges } = await run(`console.log(await (await fetch('${address}')).text())`, {
      kind: 'live'
    })
    server.close()
    expect([logs, requests.map((request) => request.url), exchanges]).toEqual([
      ['real'],
      [address],
      undefined
    ])
  })
})

describe('a process', () => {
  const counting = `console.log(++calls, await cache.load('k', -1, () => calls))`
  const logs = async (host: Host, options?: InvokeOptions) =>
    (await host.invoke({ type: 'track' }, {}, ok, options)).logs[0]

  it('stays warm until a fresh one is asked for', async () => {
    const host = await start(counting)
    expect([await logs(host), await logs(host), await logs(host, { fresh: true })]).toEqual([
      '1 1',
      '2 1',
      '1 1'
    ])
  })

  it('may lose its cache', async () => {
    const host = await start(counting)
    expect([await logs(host), await logs(host, { emptyCache: true })]).toEqual(['1 1', '2 2'])
  })

  it('serves one call at a time, in order', async () => {
    const host = await start(
      `console.log(++calls); await new Promise((r) => setTimeout(r, 10)); console.log(++calls)`
    )
    const invocations = await Promise.all([1, 2].map(() => host.invoke({ type: 'track' }, {}, ok)))
    expect(invocations.map((invocation) => invocation.logs)).toEqual([
      ['1', '2'],
      ['3', '4']
    ])
  })

  it('has neither environment nor credentials of the machine', async () => {
    const escape = `setTimeout.constructor('return process')()`
    expect((await run(`console.log(Object.keys(${escape}.env).length)`)).logs).toEqual(['0'])
  })
})

describe('a batch', () => {
  it('goes to onBatch', async () => {
    const host = await createHost({
      code: `function onBatch(events) { return events.map((e) => ({ status: e.status })) }`
    })
    hosts.push(host)
    const { outcome, statuses } = await host.invoke([{ status: 200 }, { status: 400 }], {}, ok)
    expect([outcome, statuses]).toEqual(['discarded', [{ status: 200 }, { status: 400 }]])
  })

  it('is refused without it, and the host goes on', async () => {
    const host = await start('console.log(++calls)')
    await expect(host.invoke([{ type: 'track' }], {}, ok)).rejects.toThrow(UserError)
    expect((await host.invoke({ type: 'track' }, {}, ok)).logs).toEqual(['1'])
  })
})

describe('a function that does not end', () => {
  it.each([
    ['a loop', 'while (true);'],
    ['a loop after an await', 'await Promise.resolve(); while (true);'],
    ['a loop of promises', 'while (true) await null'],
    ['a promise that never settles', 'await new Promise(() => {})']
  ])('is stopped, and the next call gets a new process: %s', async (_name, hang) => {
    const host = await start(`console.log(++calls); if (event.hang) { await fetch('${url}'); ${hang} }`, 400)
    await host.invoke({ type: 'track' }, {}, ok)
    const { requests, ...invocation } = await host.invoke({ type: 'track', hang: true }, {}, ok)
    expect(invocation).toEqual({ ...timedOut(400), logs: ['2'], warnings: [] })
    expect(requests.map((request) => request.url)).toEqual([url])
    expect((await host.invoke({ type: 'track' }, {}, ok)).logs).toEqual(['1'])
  })

  it('is stopped while it loads', async () => {
    const host = await createHost({ code: 'while (true);', limitMs: 100 })
    hosts.push(host)
    const stopped = { ...timedOut(100), requests: [], logs: [], warnings: [] }
    expect(await host.invoke({ type: 'track' }, {}, ok)).toEqual(stopped)
    expect(await host.invoke([{ type: 'track' }], {}, ok)).toEqual({ ...stopped, outcomes: ['retried'] })
  })
})

describe('a vendor that never answers costs no real time', () => {
  const silent: Network = { kind: 'exchanges', exchanges: [exchange({ fault: 'timeout' })] }
  const timeout4s = `fetch('${url}', { method: 'POST', timeout: 4000 })`

  it('with a timeout the request ends as node-fetch ends it, and that much time has passed', async () => {
    const started = Date.now()
    const { logs, durationMs } = await run(
      `const started = Date.now()
       const { name, type, message } = await ${timeout4s}.catch((error) => error)
       console.log(name, type, message, Math.floor((Date.now() - started) / 1000))`,
      silent
    )
    expect(logs).toEqual([`FetchError request-timeout network timeout at: ${url} 4`])
    expect(durationMs).toBeGreaterThanOrEqual(4_000)
    expect(Date.now() - started).toBeLessThan(4_000)
  })

  it('without a timeout the host stops the function', async () => {
    const { requests, exchanges, ...invocation } = await run(
      `await fetch('${url}', { method: 'POST' })`,
      silent
    )
    expect(invocation).toEqual({
      ...timedOut(5_000),
      logs: [],
      warnings: [`POST ${url} was still open when the time was up`]
    })
    expect([requests.length, exchanges]).toEqual([1, { unused: [], unmatched: [] }])
  })

  it("the function's own timers fire on the way", async () => {
    const { logs, outcome } = await run(
      `const late = new Promise((resolve) => setTimeout(resolve, 3000, 'gave up'))
       console.log(await Promise.race([${timeout4s}, late]))`,
      silent
    )
    expect([logs, outcome]).toEqual([['gave up'], 'delivered'])
  })

  it('requests that are answered come first', async () => {
    const answered: Exchange = { request: { method: 'GET', url }, reply: { status: 200, text: 'answer' } }
    const { logs } = await run(
      `await Promise.all([${timeout4s}.catch((error) => console.log(error.type)),
        fetch('${url}').then(async (r) => console.log(await r.text()))])`,
      { kind: 'exchanges', exchanges: [exchange({ fault: 'timeout' }), answered] }
    )
    expect(logs).toEqual(['answer', 'request-timeout'])
  })

  it.each([
    ['reset', 'ECONNRESET'],
    ['refused', 'ECONNREFUSED']
  ] as const)('and one whose connection is %s fails as %s', async (fault, code) => {
    const { logs } = await run(
      `await fetch('${url}', { method: 'POST' }).catch((error) => console.log(error.name, error.type, error.code))`,
      { kind: 'exchanges', exchanges: [exchange({ fault })] }
    )
    expect(logs).toEqual([`FetchError system ${code}`])
  })
})
