/** Uploads that end in the middle: killed before any of their requests, or after it, or stopped with Ctrl-C. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { interruptedText } from '../../scripts/workspace/interrupted.ts'
import type { WriteProgress } from '../../scripts/workspace/interrupted.ts'
import { uploadFunctions } from '../../scripts/workspace/upload.ts'
import { compiled, createWorkbench, onlooker, outcomes, trackBody } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
beforeEach(async () => {
  bench = await createWorkbench()
})
afterEach(() => bench.close())

const dub = compiled('dub')
const changed = compiled('dub', { body: `${trackBody}// 2\n` })

/** An upload whose client dies at the nth request that changes something: before the server has it, or after. */
async function killed(functions: (typeof dub)[], write: number, when: 'before' | 'after'): Promise<void> {
  const open = await bench.open()
  let writes = 0
  const dying =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const dies = ++writes === write
      if (dies && when === 'before') throw new Error('killed')
      const result = await call(...args)
      if (dies) throw new Error('killed')
      return result
    }
  const { createFunction, updateFunction, deployFunction } = open.client
  const client = {
    ...open.client,
    createFunction: dying(createFunction),
    updateFunction: dying(updateFunction),
    deployFunction: dying(deployFunction)
  }
  const build = () => Promise.resolve(functions)
  await expect(
    uploadFunctions(
      { root: bench.root, open: { ...open, client }, sleep: bench.sleep, build, yes: true },
      onlooker()
    )
  ).rejects.toThrow('killed')
}

describe('killed at a write, then run again', () => {
  it('before the create: nothing is there, and the next upload makes it', async () => {
    await killed([dub], 1, 'before')
    expect(bench.store.size).toBe(0)
    expect(outcomes(await bench.upload([dub]))).toEqual([['dub', 'created']])
  })

  it('after the create: the function is offered by its id, and no second one is made', async () => {
    await killed([dub], 1, 'after')
    const [made] = bench.store.list('DESTINATION')
    expect((await bench.plan([dub])).functions).toMatchObject([
      { kind: 'adopt', candidates: [{ id: made!.id }] }
    ])
    await bench.upload([dub])
    expect(bench.store.size).toBe(1)
  })

  it.each(['before', 'after'] as const)(
    '%s the first deployment: the next upload ends deployed',
    async (when) => {
      await killed([dub], 2, when)
      await bench.upload([dub])
      expect(bench.store.size).toBe(1)
      expect(bench.store.get(await bench.idOf('dub'))).toMatchObject({
        code: dub.code,
        isLatestVersion: true
      })
      expect(await bench.plan([dub])).toMatchObject({ functions: [{ kind: 'none' }] })
    }
  )

  it.each(['before', 'after'] as const)(
    '%s an update: the next upload ends with the new code',
    async (when) => {
      await bench.upload([dub])
      await killed([changed], 1, when)
      await bench.upload([changed])
      expect(bench.store.get(await bench.idOf('dub'))).toMatchObject({
        code: changed.code,
        isLatestVersion: true
      })
      expect(await bench.plan([changed])).toMatchObject({ functions: [{ kind: 'none' }] })
    }
  )

  it.each([1, 2])('after write %i of a source function: its instances run the new code', async (write) => {
    const source = (more: string) =>
      compiled('in', { body: `async function onRequest() {}\n${more}`, resourceType: 'SOURCE' })
    await bench.upload([source('')])
    const id = await bench.idOf('in')
    bench.store.createInstance(id)
    const next = source('// 2\n')
    await killed([next], write, 'after')
    await bench.upload([next])
    expect(bench.store.instances(id)!.map(({ code }) => code)).toEqual([next.code])
  })
})

it('says at Ctrl-C what may be half done, what is finished, and what was not begun', async () => {
  const steps: WriteProgress[] = []
  const build = () => Promise.resolve([compiled('a'), compiled('b'), compiled('c')])
  const open = await bench.open()
  await uploadFunctions(
    { root: bench.root, open, sleep: bench.sleep, build, yes: true },
    { ...onlooker(), onWrite: (progress) => void steps.push(progress) }
  )
  expect(steps.map(interruptedText)[1]).toBe(`
Stopped while b was being created.
  b may exist in My Workspace already, with its id not yet in segment.config.json, or saved and not deployed.
  Finished before: a.
  Not begun: c.
  Look how it stands: npm run plan -- --env dev
`)
})
