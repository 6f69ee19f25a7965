/** Uploads against a local API that misbehaves or refuses. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { planExitCode } from '../../scripts/workspace/plan.ts'
import { planText } from '../../scripts/workspace/print-plan.ts'
import { resultText } from '../../scripts/workspace/print-result.ts'
import { makePlan, uploadExitCode, uploadFunctions } from '../../scripts/workspace/upload.ts'
import { apiKey, compiled, createWorkbench, onlooker, outcomes } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
beforeEach(async () => {
  bench = await createWorkbench()
})
afterEach(() => bench.close())

const dub = compiled('dub')

describe('a workspace on a bad day', () => {
  it('makes no second function when the reply to a create is lost', async () => {
    bench.api.fail({ method: 'POST', status: 500, afterWork: true })
    bench.api.fail({ method: 'PATCH', drop: true, afterWork: true })
    const result = await bench.upload([dub])
    expect(outcomes(result)).toEqual([['dub', 'created']])
    expect(bench.store.size).toBe(1)
    expect(bench.writes().map(({ method }) => method)).toEqual(['POST', 'PATCH'])
  })

  it('gets through a storm of 429', async () => {
    bench.api.fail({ status: 429, times: 6, retryAfter: 1 })
    expect(outcomes(await bench.upload([dub]))).toEqual([['dub', 'created']])
    expect(bench.pauses).toEqual(Array(6).fill(1_000))
  })

  it('keeps the id of a function that was created and could not be deployed', async () => {
    bench.api.fail({ method: 'PATCH', status: 422 })
    const result = await bench.upload([dub])
    const id = await bench.idOf('dub')
    expect(result).toMatchObject({
      results: [
        {
          outcome: 'failed',
          message: `dub was created as ${id} but not deployed. PATCH /functions/${id}: Segment does not accept the request (422). Segment says: A fault that was asked for: 422`
        }
      ]
    })
    expect(outcomes(await bench.upload([dub]))).toEqual([['dub', 'updated']])
    expect(bench.store.size).toBe(1)
  })

  it('says when something was saved and could not be read back', async () => {
    await bench.upload([dub])
    const id = await bench.idOf('dub')
    const open = await bench.open()
    const { client } = open
    let reads = 0
    // The reads before the write, of the plan and of the last look, are true.
    const result = await uploadFunctions(
      {
        root: bench.root,
        sleep: bench.sleep,
        open: {
          ...open,
          client: {
            ...client,
            getFunction: async (wanted) => {
              const remote = await client.getFunction(wanted)
              return ++reads > 2 ? { ...remote, description: 'not yet' } : remote
            }
          }
        },
        build: () => Promise.resolve([compiled('dub', { settings: [{ ...apiKey, label: 'Key' }] })]),
        yes: true
      },
      onlooker()
    )
    expect(resultText(result)).toContain(
      `dub: SAVED BUT NOT VERIFIED, ${id}\n  description is "not yet" instead of "Events to dub".\n`
    )
    expect(bench.pauses).toEqual([1_000, 1_000])
    expect(uploadExitCode(result)).toBe(1)
  })

  it('goes on with the others when one function fails', async () => {
    const large = compiled('large', { body: `// ${'x'.repeat(10_000)}\n` })
    const result = await bench.upload([large, dub])
    expect(outcomes(result)).toEqual([
      ['large', 'failed'],
      ['dub', 'created']
    ])
    expect(resultText(result)).toMatch(
      /^large: FAILED\n {2}large was not created\. POST \/functions: the request of 10,\d{3} bytes is too large for Segment \(413\)/
    )
    expect(uploadExitCode(result)).toBe(1)
  })
})

describe('wrong tokens and ids', () => {
  it('reports a refused token once, for all functions', async () => {
    await expect(bench.plan([dub], { token: 'revoked-token' })).rejects.toThrow(
      'GET /: Segment does not accept the token in SEGMENT_TOKEN_DEV (401)'
    )
  })

  it('reports a token that may only look, and which role it lacks', async () => {
    const result = await bench.upload([dub], { token: 'local-token-read' })
    expect(result).toMatchObject({
      results: [
        {
          outcome: 'failed',
          message:
            'dub was not created. POST /functions: the token in SEGMENT_TOKEN_DEV lacks the permission (403). Segment says: Insufficient permissions'
        }
      ]
    })
  })

  it('reports an id that no longer exists, and goes on with the others', async () => {
    await bench.upload([dub])
    const id = await bench.idOf('dub')
    bench.store.delete(id)
    const planned = await bench.plan([dub])
    expect(planExitCode(planned)).toBe(2)
    expect(planned.functions).toMatchObject([
      {
        kind: 'problem',
        message: `segment.config.json: environments.dev.functions.dub.id is ${id}, but the workspace "My Workspace" has no such function (404).`
      }
    ])
    expect(uploadExitCode(await bench.upload([dub]))).toBe(2)
    const both = await bench.upload([dub, compiled('impact')])
    expect(outcomes(both)).toEqual([
      ['dub', 'failed'],
      ['impact', 'created']
    ])
    expect(uploadExitCode(both)).toBe(1)
  })

  it('reports a display name that is too long once the workspace is behind it', async () => {
    const planned = await bench.plan([compiled('dub', { displayName: 'x'.repeat(110) })])
    expect(planned.functions).toMatchObject([
      { kind: 'problem', message: expect.stringContaining('which has 125 characters; 120 are allowed.') }
    ])
  })

  it('refuses a function of another type', async () => {
    await bench.upload([dub])
    const open = await bench.open()
    const { client } = open
    const planned = await makePlan({
      root: bench.root,
      open: {
        ...open,
        client: {
          ...client,
          getFunction: async (id) => ({ ...(await client.getFunction(id)), resourceType: 'SOURCE' })
        }
      },
      build: () => Promise.resolve([dub])
    })
    expect(planText(planned)).toContain('is not a destination function but one of type SOURCE.')
  })
})
