/** Answers that say neither yes nor no: what is done then, and what is said of it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { CompiledFunction } from '../../scripts/compile/types.ts'
import { createClient } from '../../scripts/workspace/client.ts'
import { resultText } from '../../scripts/workspace/print-result.ts'
import type { Fault } from '../../scripts/workspace/local-api/faults.ts'
import { uploadExitCode, uploadFunctions } from '../../scripts/workspace/upload.ts'
import { apiKey, compiled, createWorkbench, outcomes, trackBody } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
beforeEach(async () => {
  bench = await createWorkbench()
})
afterEach(() => bench.close())

const dub = compiled('dub')
const changed = compiled('dub', { body: `${trackBody}// sale\n` })
const functionBody = (changes: object) => ({
  data: {
    function: {
      id: 'dfn_1',
      resourceType: 'DESTINATION',
      displayName: 'dub',
      code: '',
      settings: [],
      ...changes
    }
  }
})

const unclear: [string, Fault][] = [
  ['HTML', { status: 200, body: '<html>welcome</html>' }],
  ['a promise (202)', { status: 202, body: { data: {} } }],
  ['nothing in data', { status: 200, body: { data: null } }],
  ['no function in data', { status: 200, body: { data: {} } }],
  ['a function that is a list', { status: 201, body: { data: { function: [] } } }],
  ['an id that is a number', { status: 200, body: functionBody({ id: 5 }) }],
  ['an id with a quote', { status: 200, body: functionBody({ id: 'dfn_"1' }) }],
  ['data and errors', { status: 200, body: { data: {}, errors: [{ message: 'x' }] } }],
  ['errors of nothing', { status: 500, body: { errors: [null] } }],
  ['Request Timeout', { status: 408 }],
  ['a failure of a gateway', { status: 520, body: '<html>520</html>' }],
  ['a refusal by a gateway', { status: 403, body: '<html>blocked</html>' }],
  ['nothing at all', { status: 200, body: '' }],
  ['a list', { status: 200, body: [] }],
  ['an id of dots', { status: 200, body: functionBody({ id: '../..' }) }],
  ['no id', { status: 200, body: functionBody({ id: null }) }],
  ['an id without end', { status: 200, body: functionBody({ id: 'd'.repeat(5_000) }) }],
  ['code that is an object', { status: 200, body: functionBody({ code: {} }) }],
  ['settings that are a text', { status: 200, body: functionBody({ settings: 'x' }) }],
  ['half of an answer', { status: 200, body: '{"data":{"function":{"id":"dfn_1"' }],
  ['Too Early', { status: 425 }],
  ['a status of nobody', { status: 599 }],
  ['a redirect', { status: 302, body: '<html>moved</html>' }],
  ['a closed connection', { drop: true }]
]

describe.each(unclear)('%s', (_, fault) => {
  it('after the work was done: the function is found, and made once', async () => {
    bench.api.fail({ method: 'POST', path: '/functions', afterWork: true, ...fault })
    bench.api.fail({ method: 'PATCH', path: '/functions/', afterWork: true, ...fault })
    expect(outcomes(await bench.upload([dub]))).toEqual([['dub', 'created']])
    expect(bench.store.size).toBe(1)
    bench.api.fail({ method: 'PATCH', path: '/functions/', afterWork: true, ...fault })
    expect(outcomes(await bench.upload([changed]))).toEqual([['dub', 'updated']])
    expect(bench.store.get(await bench.idOf('dub'))!.code).toBe(changed.code)
  })

  it('instead of any work: nothing is claimed, and the next function is tried', async () => {
    bench.api.fail({ method: 'POST', path: '/functions', ...fault })
    const results = outcomes(await bench.upload([dub, compiled('impact')]))
    // Either it was sent again, once the list had shown that nothing was made, or it was given up.
    const made = bench.store.list('DESTINATION').map(({ displayName }) => displayName)
    expect(results).toEqual([
      ['dub', made.includes('dub (My Workspace)') ? 'created' : 'failed'],
      ['impact', 'created']
    ])
  })
})

// Without any connection there is nothing to try for the next function either.
describe.each(unclear.filter(([, { drop }]) => !drop))('%s', (_, fault) => {
  it('to a read: a message, and no bug', async () => {
    await bench.upload([dub])
    const id = await bench.idOf('dub')
    bench.api.fail({ method: 'GET', path: `/functions/${id}`, times: 8, ...fault })
    expect(await bench.plan([dub, compiled('impact')])).toMatchObject({
      functions: [
        { kind: 'problem', message: expect.stringContaining(`GET /functions/${id}: `) },
        { kind: 'create' }
      ]
    })
  })
})

describe('what is said', () => {
  /** Uploads with answers that are spoilt from the moment somebody says yes. */
  const uploadWith = async (functions: CompiledFunction[], ...faults: Fault[]) =>
    uploadFunctions(
      {
        root: bench.root,
        open: await bench.open(),
        sleep: bench.sleep,
        build: () => Promise.resolve(functions)
      },
      {
        show: () => undefined,
        ask: () => {
          faults.forEach((fault) => {
            bench.api.fail(fault)
          })
          return Promise.resolve(true)
        }
      }
    )
  const html = { status: 200, body: '<html>' }

  it('of a create that left nothing to be seen', async () => {
    const result = await uploadWith([dub], { method: 'POST', status: 202, body: {} })
    expect(uploadExitCode(result)).toBe(1)
    expect(resultText(result)).toContain(
      'dub: FAILED\n  dub was not created, as far as the workspace shows. POST /functions: Segment gave an unexpected answer (202)\n'
    )
  })

  it('of a create when the workspace cannot be looked at either', async () => {
    const list = { method: 'GET', path: '/functions', status: 403 }
    const result = await uploadWith([dub], { method: 'POST', afterWork: true, ...html }, list)
    expect(resultText(result)).toContain(
      'Nobody knows whether dub was created. POST /functions: Segment gave an unexpected answer (200): it is no JSON. ' +
        'Looking what became of it failed as well: GET /functions?resourceType=DESTINATION&pagination.count=200: the token in SEGMENT_TOKEN_DEV lacks the permission (403)'
    )
    expect(bench.store.size).toBe(1)
  })

  it('of an update that left nothing to be seen', async () => {
    await bench.upload([dub])
    const id = await bench.idOf('dub')
    expect(resultText(await uploadWith([changed], { method: 'PATCH', ...html }))).toContain(
      `dub (${id}) stands as before. PATCH /functions/${id}: Segment gave an unexpected answer (200): it is no JSON`
    )
  })

  it('of an update that did a part of the work', async () => {
    await bench.upload([dub])
    const id = await bench.idOf('dub')
    const renamed = compiled('dub', { body: `${trackBody}// sale\n`, displayName: 'Dub' })
    const open = await bench.open()
    const result = await uploadFunctions(
      {
        root: bench.root,
        sleep: bench.sleep,
        open: {
          ...open,
          client: {
            ...open.client,
            updateFunction: (wanted, { displayName }, settled) => {
              bench.api.fail({ method: 'PATCH', afterWork: true, ...html })
              return open.client.updateFunction(wanted, { displayName: displayName! }, settled)
            }
          }
        },
        build: () => Promise.resolve([renamed]),
        yes: true
      },
      { show: () => undefined }
    )
    expect(resultText(result)).toBe(`dub: SAVED BUT NOT VERIFIED, ${id}
  PATCH /functions/${id}: Segment gave an unexpected answer (200): it is no JSON
  Segment holds other code than was sent.
  The code is saved, but Segment does not run it.
`)
  })

  it('of a text that would steer the terminal, or that shows the token', async () => {
    const message = '\u001b[2J\u202Eevil local-token'
    const result = await uploadWith([dub], { method: 'POST', status: 422, body: { errors: [{ message }] } })
    expect(resultText(result)).toContain('Segment says: \ufffd[2J\ufffdevil [token]\n')
  })
})

describe('code that comes back with other line ends', () => {
  it.each<[string, (code: string) => string]>([
    ['CRLF', (code) => code.replaceAll('\n', '\r\n')],
    ['no line break at the end', (code) => code.trimEnd()],
    ['more of them', (code) => `${code}\n\n`]
  ])('%s is neither a change nor drift', async (_, change) => {
    await bench.upload([dub])
    bench.edit(await bench.idOf('dub'), change(dub.code))
    expect(await bench.plan([dub])).toMatchObject({ functions: [{ kind: 'none' }] })
  })
})

describe('a list without an end', () => {
  const page = { data: { functions: [], pagination: { current: 'a', next: 'a' } } }

  it('ends with a message when it leads back to a page that was read', async () => {
    bench.api.fail({ path: '/functions', status: 200, times: 1_000, body: page })
    expect(await bench.plan([dub])).toMatchObject({
      functions: [
        {
          kind: 'problem',
          message:
            "GET /functions?resourceType=DESTINATION: Segment's list does not end: it leads back to a page that was read before."
        }
      ]
    })
    expect(bench.api.requests.length).toBeLessThan(10)
  })

  it('ends with a message when every page has another one', async () => {
    let pages = 0
    const client = createClient({
      baseUrl: 'https://api.example.com',
      token: 'token',
      tokenName: 'SEGMENT_TOKEN_DEV',
      fetch: () => {
        const pagination = { current: 'a', next: String(pages++) }
        return Promise.resolve(Response.json({ data: { versions: [], pagination } }))
      },
      sleep: bench.sleep,
      random: Math.random,
      now: Date.now
    })
    await expect(client.listVersions('dfn_1')).rejects.toThrow('does not end within 100 pages')
  })
})

it('minds no order of settings between the plan and the upload', async () => {
  const region = { ...apiKey, name: 'region', label: 'Region', required: false, sensitive: false }
  await bench.upload([compiled('dub', { settings: [apiKey, region] })])
  const id = await bench.idOf('dub')
  const open = await bench.open()
  const result = await uploadFunctions(
    {
      root: bench.root,
      open,
      sleep: bench.sleep,
      build: () =>
        Promise.resolve([compiled('dub', { body: `${trackBody}// 2\n`, settings: [apiKey, region] })])
    },
    {
      show: () => undefined,
      ask: () => {
        bench.store.update(id, { settings: [region, apiKey] })
        return Promise.resolve(true)
      }
    }
  )
  expect(outcomes(result)).toEqual([['dub', 'updated']])
})
