/** Whose function it is: uploads where somebody else, or another environment, has a say too. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { planExitCode } from '../../scripts/workspace/plan.ts'
import { planText } from '../../scripts/workspace/print-plan.ts'
import { uploadExitCode, uploadFunctions } from '../../scripts/workspace/upload.ts'
import { compiled, createWorkbench, onlooker, outcomes, trackBody } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
beforeEach(async () => {
  bench = await createWorkbench()
})
afterEach(() => bench.close())

const dub = compiled('dub')

describe('adoption', () => {
  let theirs: string
  beforeEach(() => {
    theirs = bench.store.create('DESTINATION', { displayName: 'dub', code: 'x()\n' }).id
  })

  it('is offered and never silent: --yes does not adopt', async () => {
    const planned = await bench.plan([dub])
    expect(planned.functions).toMatchObject([{ kind: 'adopt', name: 'dub', candidates: [{ id: theirs }] }])
    expect(planExitCode(planned)).toBe(4)
    expect(planText(planned)).toContain(
      `To take it over, put "dub": { "id": "${theirs}" } into environments.dev.functions of segment.config.json.`
    )
    expect(uploadExitCode(await bench.upload([dub]))).toBe(2)
    expect(outcomes(await bench.upload([dub, compiled('impact')]))).toEqual([
      ['dub', 'failed'],
      ['impact', 'created']
    ])
    expect(bench.store.get(theirs)!.code).toBe('x()\n')
  })

  it('is done when a person says so, and then shows what it would overwrite', async () => {
    const person = { ...onlooker(), ask: () => Promise.resolve(true) }
    const open = await bench.open()
    const result = await uploadFunctions(
      { root: bench.root, open, sleep: bench.sleep, build: () => Promise.resolve([dub]) },
      person
    )
    expect(await bench.idOf('dub')).toBe(theirs)
    expect(person.plans.map(({ functions }) => functions[0]!.kind)).toEqual(['adopt', 'update'])
    expect(result).toMatchObject({ outcome: 'refused' })
    expect(bench.store.get(theirs)!.code).toBe('x()\n')
  })
})

describe('two people at once', () => {
  it('deploys, keeps the id that somebody else wrote, and says what to do', async () => {
    const file = path.join(bench.root, 'segment.config.json')
    const open = await bench.open()
    const { client } = open
    const other = 'dfn_000000000000000000000001'
    const result = await uploadFunctions(
      {
        root: bench.root,
        sleep: bench.sleep,
        open: {
          ...open,
          client: {
            ...client,
            createFunction: async (body, settled) => {
              const text = await readFile(file, 'utf8')
              await writeFile(
                file,
                text.replace('"functions": {}\n    },', `"functions": {"dub":{"id":"${other}"}}\n    },`)
              )
              return client.createFunction(body, settled)
            }
          }
        },
        build: () => Promise.resolve([dub]),
        yes: true
      },
      onlooker()
    )
    const [made] = bench.store.list('DESTINATION')
    expect(result).toMatchObject({
      results: [
        {
          outcome: 'failed',
          message: `dub was created and deployed as ${made!.id}, but its id could not be written down. segment.config.json: environments.dev.functions.dub.id is now ${other}; it was empty when the upload began.`
        }
      ]
    })
    expect(await bench.idOf('dub')).toBe(other)
  })
})

describe('two environments', () => {
  it('have ids and code of their own', async () => {
    const production = { environment: 'production', token: 'local-token-production' }
    await bench.upload([dub])
    await bench.upload([dub], production)
    const changed = compiled('dub', { body: `${trackBody}// 2\n` })
    await bench.upload([changed])
    expect(bench.store.get(await bench.idOf('dub'))!.code).toBe(changed.code)
    const store = bench.api.workspaces.Production!
    expect(store.get(await bench.idOf('dub', 'production'))).toMatchObject({
      code: dub.code,
      displayName: 'dub (Production)'
    })
  })

  it('notice a token of the wrong workspace', async () => {
    await bench.upload([dub])
    expect(planExitCode(await bench.plan([dub], { token: 'local-token-production' }))).toBe(2)
  })
})
