import { describe, expect, it } from '@jest/globals'
import { libraries } from '../../scripts/host/libraries.ts'
import { createProcess } from '../../scripts/host/process.ts'

/** What the expression gives inside a handler, as JSON. */
async function evaluate(expression: string): Promise<unknown> {
  const code = `async function onTrack() { console.log(JSON.stringify(${expression})) }`
  const { logs, error } = await createProcess({ code }).invoke({ type: 'track' }, {})
  if (error) throw new Error(`${error.name}: ${error.message}`)
  return JSON.parse(logs[0]!)
}

const provided = [
  'fetch cache EventNotSupported InvalidEventPayload ValidationError RetryError crypto https zlib',
  '_ moment atob btoa FormData uuidv5 jsonwebtoken xml xml2js OAuth AWS stripe twilio sendgrid jsforce google',
  'winstonlib fetchretrylib hubspotlib libphonenumberjslib mailchimplib nodemailjet skyflowlib',
  'console Buffer URL URLSearchParams Request Response Headers setTimeout setInterval clearTimeout clearInterval window',
  'Intl WebAssembly WeakRef Promise JSON Atomics'
]
  .join(' ')
  .split(' ')

const absent = [
  'AbortController AbortSignal TextEncoder TextDecoder structuredClone queueMicrotask setImmediate performance Event',
  'EventTarget Blob File WebSocket ReadableStream CompressionStream MessageChannel BroadcastChannel DOMException',
  'navigator global self process require module exports __filename __dirname DropEvent FetchError clearImmediate',
  'azure jsftp cryptojs akeyless oneSignal pg snowflake clickhouse aws4 sentry'
]
  .join(' ')
  .split(' ')

describe('globals', () => {
  it('that Segment documents are there', async () => {
    const missing = await evaluate(
      `[${provided.map((name) => `typeof ${name} === 'undefined' && '${name}'`)}].filter(Boolean)`
    )
    expect(missing).toEqual([])
  })

  it('that do not enter a vm context are absent', async () => {
    const present = await evaluate(
      `[${absent.map((name) => `typeof ${name} !== 'undefined' && '${name}'`)}].filter(Boolean)`
    )
    expect(present).toEqual([])
  })

  it.each(absent)('%s is a ReferenceError when it is read', async (name) => {
    await expect(evaluate(name)).rejects.toThrow(`ReferenceError: ${name} is not defined`)
  })

  it('are in window too, except the built-ins', async () => {
    expect(await evaluate(`[window.fetch === fetch, window.crypto === crypto, typeof window.Intl]`)).toEqual([
      true,
      true,
      'undefined'
    ])
  })

  it('crypto, https and zlib.zlib are modules of Node', async () => {
    expect(
      await evaluate(`[
        crypto.createHash('sha256').update('a').digest('hex').slice(0, 8),
        typeof https.request,
        zlib.zlib.gunzipSync(zlib.zlib.gzipSync('text')).toString()
      ]`)
    ).toEqual(['ca978112', 'function', 'text'])
  })

  it('atob and btoa are the npm packages, which take what the web refuses', async () => {
    expect(await evaluate(`[btoa('é€'), btoa(Buffer.from('a')), atob('YQ==')]`)).toEqual([
      '6aw=',
      'YQ==',
      'a'
    ])
  })

  it('the error classes bear their names and keep their message', async () => {
    expect(
      await evaluate(
        `[EventNotSupported, InvalidEventPayload, ValidationError, RetryError].map((E) => String(new E('why')))`
      )
    ).toEqual([
      'EventNotSupported: why',
      'InvalidEventPayload: why',
      'ValidationError: why',
      'RetryError: why'
    ])
  })
})

describe('libraries', () => {
  it.each(
    libraries.map(
      ({ global, package: name, version }) => [global, version ? `${name}@${version}` : name] as const
    )
  )('%s is %s, or says so when it is used', async (global, wanted) => {
    const result = await evaluate(`${global}.anything ?? 'installed'`).catch(String)
    const usable = ['atob', 'btoa'].includes(global)
    expect(result).toMatch(usable ? 'installed' : `${global} is ${wanted} in Segment`)
    if (!usable) expect(result).toMatch(`npm install --save-dev ${wanted}`)
  })

  it.each(['moment()', 'new FormData()', `'get' in _`, 'stripe.key = 1'])('%s is a use', async (use) => {
    await expect(evaluate(use)).rejects.toThrow('in Segment')
  })

  it('can be told from an undefined global and passed on without being used', async () => {
    expect(
      await evaluate(`[typeof moment, typeof google.cloud.storage, (() => { const x = _; return 1 })()]`)
    ).toEqual(['function', 'function', 1])
  })
})
