/** The ways in which authors ask a vendor, each through the compiled function and through Segment's engine. */
import { expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { createHost } from '../../scripts/host/index.ts'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { project } from './project.ts'

const ways = `{
  searchParams: (request) => request(url + '?x=1', { searchParams: { a: 'b c', n: 5, e: 'é&=' } }),
  form: (request) => request(url, { method: 'POST', body: new URLSearchParams({ a: 'b c', e: 'é' }) }),
  text: (request) => request(url, { method: 'POST', body: 'plain é' }),
  buffer: (request) => request(url, { method: 'POST', body: Buffer.from('plain é') }),
  oddJson: (request) =>
    request(url, { method: 'POST', json: { date: new Date(0), gone: undefined, not: NaN, list: [undefined, () => 1] } }),
  list: (request) => request(url, { method: 'POST', json: [1, 2] }),
  nullJson: (request) => request(url, { method: 'POST', json: null }),
  ownType: (request) => request(url, { method: 'POST', json: {}, headers: { 'Content-Type': 'application/vnd.api+json' } }),
  headers: (request) =>
    request(url, { headers: { 'X-A': undefined, 'X-B': 5, 'X-Name': 'Zoë', 'User-Agent': 'mine' } }),
  lineBreakInHeader: (request) => request(url, { headers: { 'X-Name': 'a\\r\\nX-Evil: 1' } }),
  basic: (request) => request(url, { username: 'jörg:x', password: 'pä ss' }),
  lowerCase: (request) => request(url, { method: 'patch', json: { a: 1 } }),
  getWithBody: (request) => request(url, { method: 'get', json: { a: 1 } }),
  address: (request) => request('https://api.example.com/jörg müller?q=ü'),
  hashes: (request) =>
    request(url, { method: 'POST', json: { h: createHash('sha256').update('é').digest('hex'), u: typeof randomUUID() } }),
  answer: async (request) => {
    const { status, ok, data, content, headers } = await request(url, { throwHttpErrors: false })
    return request(url, { method: 'POST', json: { status, ok, data, content, header: headers.get('x-none') } })
  },
  two: (request) => Promise.all([request(url + '/a'), request(url + '/b')]),
  nothing: () => undefined,
  thrownText: () => { throw 'boom' },
  afterATimer: async (request) => {
    await new Promise((done) => setTimeout(done, 20))
    return request(url)
  }
}`

/** What ships only where it is named. */
const rarer = `{
  hooks: (request) =>
    request(url, {
      method: 'post',
      json: { a: 1 },
      beforeRequest: [({ headers, method }) => ({ headers: { 'X-Signed': method + headers.get('user-agent') }, json: { b: 2 } })]
    }),
  ownClient: async () => {
    let seen
    const client = createRequestClient(
      { headers: { 'X-Key': 'own' }, json: { at: { first: true } } },
      { afterResponse: [(asked, options) => { seen = [asked.headers.get('x-key'), options.timeout, options.body] }] }
    )
    await client(url, { method: 'put', json: { at: { second: true } } })
    return client(url, { method: 'post', json: { seen } })
  },
  errorTypes: (request) => {
    const results = new MultiStatusResponse()
    for (const status of [409, 429, 299, 599]) results.pushErrorResponse({ status, errormessage: 'no' })
    results.pushErrorResponse({ status: 400, errormessage: 'no', errortype: 'OWN' })
    return request(url, { method: 'post', json: results.getAllResponses().map((one) => one.value()) })
  },
  mappings: (request, event) => {
    const mapping = {
      name: { '@template': 'Way {{event}}' },
      hash: { '@liquid': '{{ event | sha256 }} {{ event | base64_encode }} {{ event | hmac_sha256: "key" }}' },
      none: { '@path': '$.userId' }
    }
    const keys = [mapping.none, mapping.hash, mapping.name].map(getFieldValueKeys)
    const json = [transform(mapping, event), keys, isPathDirective(mapping.none), getFieldValue(mapping.name)]
    return request(url, { method: 'post', json })
  },
  membership: (request) => {
    const modes = [undefined, 'upsert', 'delete']
    const says = (event) => modes.map((mode) => resolveAudienceMembership(event, mode) ?? null)
    const json = [says(undefined), says({ type: 'track', event: 'updated' }), says({ type: 'track', event: 'deleted' })]
    return request(url, { method: 'post', json })
  }
}`

const sourceOf = (ways: string): string => `
import { createRequestClient, getFieldValue, getFieldValueKeys, isPathDirective, MultiStatusResponse, resolveAudienceMembership, transform } from '@segment/actions-core'
import { createHash, randomUUID } from 'crypto'
const url = 'https://api.example.com/track'
const ways = ${ways}
export default {
  name: 'Ways', slug: 'ways', mode: 'cloud', authentication: { scheme: 'custom', fields: {} },
  presets: [{ name: 'Ask', partnerAction: 'ask', subscribe: 'type = "track"', type: 'automatic', mapping: {} }],
  actions: {
    ask: {
      title: 'Ask', description: 'Asks',
      fields: { way: { label: 'Way', description: 'How', type: 'string', default: { '@path': '$.event' } } },
      perform: (request, { payload, rawData }) => ways[payload.way](request, rawData)
    }
  }
}`

it('sends the same in whatever way an author asks', () =>
  sendsTheSame(ways, ['getWithBody', 'lineBreakInHeader', 'thrownText']))

it('sends the same with what ships only where it is named', () => sendsTheSame(rarer, []))

async function sendsTheSame(ways: string, discarded: string[]): Promise<void> {
  const config = { destination: 'destinations/ways', displayName: 'Ways' }
  const files = {
    'segment.config.json': { functions: { ways: config } },
    'destinations/ways/index.ts': sourceOf(ways)
  }
  const root = await project(files)
  const { code } = await compileFunction(root, await resolveFunction(root, 'ways', config))
  const host = await createHost({ code, file: 'function.js' })
  const names = [...ways.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name!)
  const fixtures: Record<string, unknown> = {}
  for (const event of names) {
    const { outcome, requests } = await host.invoke({ type: 'track', event }, {}, { kind: 'ok' })
    fixtures[`fixtures/ways/${event}.json`] = {
      settings: {},
      event: { type: 'track', event },
      exchanges: requests.map((sent) => ({ request: asExpected(sent), reply: { status: 200, json: {} } })),
      expect: { outcome }
    }
  }
  await host.close()

  const report = await replayFixtures({ root: await project({ ...files, ...fixtures }) })

  expect(report.fixtures.filter(({ passed }) => !passed)).toEqual([])
  expect(report.passed).toBe(names.length)
  expect(report.fixtures.filter(({ outcome }) => outcome === 'discarded').map(({ file }) => file)).toEqual(
    discarded.map((name) => `fixtures/ways/${name}.json`)
  )
}

function asExpected({
  method,
  url,
  headers,
  body
}: {
  method: string
  url: string
  headers: Record<string, string>
  body?: string | undefined
}) {
  const { connection: _, 'content-length': __, ...others } = headers
  const isForm = headers['content-type']?.includes('form-urlencoded')
  if (body === undefined) return { method, url, headers: others }
  if (isForm) return { method, url, headers: others, form: Object.fromEntries(new URLSearchParams(body)) }
  const isJson = headers['content-type']?.includes('json')
  return { method, url, headers: others, ...(isJson ? { json: JSON.parse(body) } : { text: body }) }
}
