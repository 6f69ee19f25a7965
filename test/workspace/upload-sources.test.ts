/** Source functions: saved by one call and deployed to the sources made of them by another. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { planJson, planText } from '../../scripts/workspace/print-plan.ts'
import { resultText } from '../../scripts/workspace/print-result.ts'
import { rollBack } from '../../scripts/workspace/rollback.ts'
import { compiled, createWorkbench, outcomes } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
beforeEach(async () => {
  bench = await createWorkbench()
})
afterEach(() => bench.close())

const body = 'async function onRequest(request, settings) {}\n'
const source = (more = '') =>
  compiled('dub-source', { displayName: 'Dub', body: body + more, resourceType: 'SOURCE' })
const dub = compiled('dub', { displayName: 'Dub' })
const code = (version: { code: string }) => version.code

describe('a source function', () => {
  it('stands beside the destination function of the same name, in a plan of both directions', async () => {
    const planned = await bench.plan([dub, source()])
    expect(planText(planned)).toContain('dub: create "Dub"\n')
    expect(planText(planned)).toContain('dub-source: create the source function "Dub"\n')
    expect(planJson(planned)).toMatchObject({
      functions: [{ resourceType: 'DESTINATION' }, { resourceType: 'SOURCE' }]
    })
    expect(outcomes(await bench.upload([dub, source()]))).toEqual([
      ['dub', 'created'],
      ['dub-source', 'created']
    ])
    const id = await bench.idOf('dub-source')
    expect(id).toMatch(/^sfnc_\w{22}$/)
    // Without the workspace's name, which only destination functions get.
    expect(bench.store.get(id)).toMatchObject({
      resourceType: 'SOURCE',
      displayName: 'Dub',
      deployedAt: null
    })
    expect(await bench.plan([dub, source()])).toMatchObject({
      functions: [{ kind: 'none' }, { kind: 'none' }]
    })
  })

  it('is handed over with the way to a source and its address', async () => {
    const text = resultText(await bench.upload([source()]))
    expect(text.slice(text.indexOf('dub-source: now'))).toBe(`dub-source: now in Segment
  1. Open Catalog > Functions, choose "Dub", and click Connect Source.
  2. Give the source a name.
  3. Fill in the settings:

     setting  required  secret
     -------  --------  ------
     API key  yes       yes

     API key: Your Dub API key

  4. Copy the webhook URL from the source's Overview page.
  5. Paste it at the vendor, as the address of a webhook; "From the vendor" in the vendor's README says where.
  6. Send a test from there, and watch the source's Debugger tab.
`)
  })

  it('is deployed to its instances, which the plan says', async () => {
    await bench.upload([source()])
    const id = await bench.idOf('dub-source')
    bench.store.createInstance(id)
    const changed = source('// 2\n')
    expect(planText(await bench.plan([changed]))).toContain(
      '  Its instances are deployed: every source made of it runs the new code.\n'
    )
    expect(outcomes(await bench.upload([changed]))).toEqual([['dub-source', 'updated']])
    expect(bench.store.instances(id)!.map(code)).toEqual([changed.code])
    expect(bench.writes().slice(1)).toEqual([
      { method: 'PATCH', path: `/functions/${id}`, status: 200 },
      { method: 'POST', path: `/functions/${id}/deploy`, status: 200 }
    ])
  })

  it('that was saved and not deployed says so, and the next upload deploys it', async () => {
    await bench.upload([source()])
    const id = await bench.idOf('dub-source')
    bench.store.createInstance(id)
    bench.api.fail({ method: 'POST', path: `/functions/${id}/deploy`, status: 422 })
    const changed = source('// 2\n')
    expect(resultText(await bench.upload([changed]))).toContain(
      `dub-source: SAVED BUT NOT VERIFIED, ${id}\n  POST /functions/${id}/deploy: Segment does not accept the request (422)`
    )
    expect(outcomes(await bench.upload([changed]))).toEqual([['dub-source', 'updated']])
    expect(bench.store.instances(id)!.map(code)).toEqual([changed.code])
  })

  it('shows drift, and is rolled back with its instances', async () => {
    await bench.upload([source()])
    const id = await bench.idOf('dub-source')
    bench.store.createInstance(id)
    await bench.upload([source('// 2\n')])
    const options = { open: await bench.open(), name: 'dub-source', yes: true, sleep: bench.sleep }
    expect(await rollBack(options, { show: () => undefined })).toMatchObject({ outcome: 'applied' })
    expect(bench.store.instances(id)!.map(code)).toEqual([source().code])
    bench.edit(id, `${source().code}// by hand\n`)
    expect(await bench.plan([source()])).toMatchObject({
      functions: [{ kind: 'update', drift: { kind: 'edited' } }]
    })
  })

  it('never takes the id of a destination function', async () => {
    await bench.upload([dub])
    const open = await bench.open()
    const planned = await bench.plan([source()], {
      open: { ...open, ids: { 'dub-source': await bench.idOf('dub') } }
    })
    expect(planned.functions).toMatchObject([
      {
        kind: 'problem',
        message: expect.stringContaining('which is not a source function but one of type DESTINATION.')
      }
    ])
  })
})
