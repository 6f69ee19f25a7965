/** Uploads from plan to read-back, against the local API; only the compiler and the person are stand-ins. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { stampCommit } from '../../scripts/compile/header.ts'
import type { CompiledFunction } from '../../scripts/compile/types.ts'
import { planExitCode } from '../../scripts/workspace/plan.ts'
import type { Update } from '../../scripts/workspace/plan.ts'
import { planText } from '../../scripts/workspace/print-plan.ts'
import { resultText } from '../../scripts/workspace/print-result.ts'
import { makePlan, uploadExitCode, uploadFunctions } from '../../scripts/workspace/upload.ts'
import type { UploadOptions, UploadResult } from '../../scripts/workspace/upload.ts'
import { apiKey, compiled, createWorkbench, onlooker, trackBody } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
beforeEach(async () => {
  bench = await createWorkbench()
})
afterEach(() => bench.close())

type Flags = Partial<UploadOptions> & { environment?: string; token?: string }

async function plan(functions: CompiledFunction[], { environment, token }: Flags = {}) {
  const open = await bench.open(environment, token)
  return makePlan({ root: bench.root, open, build: () => Promise.resolve(functions) })
}

async function upload(functions: CompiledFunction[], { environment, token, ...flags }: Flags = {}) {
  const open = await bench.open(environment, token)
  const build = () => Promise.resolve(functions)
  return uploadFunctions(
    { root: bench.root, open, build, sleep: bench.sleep, yes: true, ...flags },
    onlooker()
  )
}

const outcomes = (result: UploadResult) =>
  result.outcome === 'applied' ? result.results.map(({ name, outcome }) => [name, outcome]) : result.outcome

const writes = () => bench.api.requests.filter(({ method }) => method !== 'GET')
const dub = compiled('dub')
const edit = (id: string, code: string) => bench.store.update(id, { code })

describe('first upload', () => {
  it('plans a create, creates, deploys, verifies and writes the id down', async () => {
    const planned = await plan([dub])
    expect(planned.functions).toMatchObject([{ kind: 'create', name: 'dub' }])
    expect(planExitCode(planned)).toBe(3)

    const result = await upload([dub])
    const id = await bench.idOf('dub')
    expect(result).toMatchObject({
      outcome: 'applied',
      results: [{ name: 'dub', outcome: 'created', id, deployedAt: expect.any(String) }]
    })
    expect(uploadExitCode(result)).toBe(0)
    expect(bench.store.get(id)).toMatchObject({
      displayName: 'dub (My Workspace)',
      code: dub.code,
      settings: [apiKey],
      isLatestVersion: true
    })
    expect(writes()).toEqual([
      { method: 'POST', path: '/functions', status: 200 },
      { method: 'PATCH', path: `/functions/${id}`, status: 200 }
    ])
  })

  it('tells what is left to do in Segment', async () => {
    const result = await upload([dub])
    const [, ...lines] = resultText(result).split('\n')
    expect(lines.join('\n')).toBe(`
dub: now in Segment
  1. Open Catalog > Functions, choose "dub", and click Connect Destination.
  2. Choose the source whose events it shall receive.
  3. Fill in the settings:

     setting  required  secret
     -------  --------  ------
     API key  yes       yes

     API key: Your Dub API key

  4. Switch the destination on, and watch its Event Delivery tab.
`)
  })

  it('asks where somebody can answer, and takes a no', async () => {
    const questions: string[] = []
    const open = await bench.open()
    const result = await uploadFunctions(
      { root: bench.root, open, sleep: bench.sleep, build: () => Promise.resolve([dub]) },
      {
        ...onlooker(),
        ask: (question) => {
          questions.push(question)
          return Promise.resolve(false)
        }
      }
    )
    expect(questions).toEqual(['Upload dub to My Workspace?'])
    expect(outcomes(result)).toBe('declined')
    expect(writes()).toEqual([])
  })

  it('wants --yes where nobody can answer', async () => {
    await expect(upload([dub], { yes: false })).rejects.toThrow(
      'Nobody can be asked here, so nothing was uploaded.'
    )
    expect(writes()).toEqual([])
  })

  it('replays only what it would upload, and refuses when a fixture fails', async () => {
    await upload([dub])
    const replayed: string[][] = []
    const replay = (names: string[]) => {
      replayed.push(names)
      return Promise.resolve({ passed: 1, failed: 1, failedFiles: ['fixtures/impact/a.json'] })
    }
    const result = await upload([dub, compiled('impact')], { replay })
    expect(replayed).toEqual([['impact']])
    expect(resultText(result)).toBe(
      'Nothing was uploaded: 1 of 2 fixtures fail.\n  fixtures/impact/a.json\n' +
        '  `npm run replay` says why; --skip-replay uploads all the same.\n'
    )
    expect(uploadExitCode(result)).toBe(1)
    expect(bench.store.size).toBe(1)
  })
})

describe('second upload', () => {
  beforeEach(() => upload([dub]))

  it('has nothing to do when only the commit differs', async () => {
    const id = await bench.idOf('dub')
    const again = await plan([{ ...dub, code: stampCommit(dub.code, 'another') }])
    expect(again.functions).toEqual([{ kind: 'none', name: 'dub', id }])
    expect(planExitCode(again)).toBe(0)

    const before = writes().length
    const result = await upload([dub])
    expect(outcomes(result)).toBe('nothing')
    expect(uploadExitCode(result)).toBe(0)
    expect(writes()).toHaveLength(before)
  })

  it('shows a change of code as a diff and deploys it', async () => {
    const changed = compiled('dub', { body: `${trackBody}// sale\n` })
    const id = await bench.idOf('dub')
    const planned = await plan([changed])
    expect(planExitCode(planned)).toBe(3)
    expect(planText(planned)).toBe(`Environment dev, workspace "My Workspace"

dub: update ${id}
  code:
    --- Segment
    +++ the local build
    @@ -1,4 +1,5 @@
     // function: dub
    -// source: ${dub.manifest.sourceHash}
    +// source: ${changed.manifest.sourceHash}
     // ---
     async function onTrack(event, settings) {}
    +// sale
  Deploys to every source it is connected to.

0 to create, 1 to update, 0 without change.
`)
    const deployedBefore = bench.store.get(id)!.deployedAt!
    expect(outcomes(await upload([changed]))).toEqual([['dub', 'updated']])
    expect(bench.store.get(id)!.code).toBe(changed.code)
    expect(bench.store.get(id)!.deployedAt! > deployedBefore).toBe(true)
  })

  it('sends only what differs: without code nothing is deployed', async () => {
    const id = await bench.idOf('dub')
    const { deployedAt } = bench.store.get(id)!
    const region = { ...apiKey, name: 'region', label: 'Region', required: false, sensitive: false }
    const changed = compiled('dub', { settings: [apiKey, region], displayName: 'Dub' })
    const planned = await plan([changed])
    expect((planned.functions[0] as Update).request).toEqual({
      displayName: 'Dub',
      settings: [apiKey, region]
    })
    expect(planText(planned)).toContain(`dub: update ${id}
  display name: "dub" -> "Dub"
  setting   type    required  secret  label
  --------  ------  --------  ------  ------
  + region  STRING  no        no      Region
`)
    const result = await upload([changed])
    expect(bench.store.get(id)).toMatchObject({ displayName: 'Dub (My Workspace)', deployedAt })
    expect(resultText(result)).toContain('in each destination made of it')
  })

  it('deploys what is saved and does not run', async () => {
    const id = await bench.idOf('dub')
    const [version] = bench.store.versions(id)!
    bench.store.restore(id, version!.id)
    const planned = await plan([dub])
    expect(planned.functions).toMatchObject([{ kind: 'update', deploys: true }])
    expect(planned.functions[0]).not.toHaveProperty('codeDiff')
    await upload([dub])
    expect(bench.store.get(id)!.isLatestVersion).toBe(true)
  })

  it('stops at a breaking change until it is allowed', async () => {
    const breaking = compiled('dub', { body: 'async function onPage() {}\n', settings: [] })
    const planned = await plan([breaking])
    expect(planExitCode(planned)).toBe(4)
    expect((planned.functions[0] as Update).breaking).toEqual([
      'Setting "apiKey" is removed: its values are lost.',
      'Handler onTrack disappears: its events are no longer delivered.'
    ])
    const refused = await upload([breaking])
    expect(refused).toMatchObject({
      outcome: 'refused',
      reasons: ['dub would break; --allow-breaking uploads it all the same.']
    })
    expect(uploadExitCode(refused)).toBe(4)
    expect(outcomes(await upload([breaking], { allowBreaking: true }))).toEqual([['dub', 'updated']])
  })

  it('shows drift against the last upload, and stops until it may be overwritten', async () => {
    const id = await bench.idOf('dub')
    edit(id, dub.code.replace('{}', '{ console.log(1) }'))
    const [, uploaded] = bench.store.versions(id)!
    const planned = await plan([dub])
    expect(planExitCode(planned)).toBe(4)
    expect((planned.functions[0] as Update).drift).toEqual({
      kind: 'edited',
      comparedWith: `version ${uploaded!.id}, the last upload`,
      diff: `--- version ${uploaded!.id}, the last upload
+++ Segment
@@ -2,3 +2,3 @@
 // source: ${dub.manifest.sourceHash}
 // ---
-async function onTrack(event, settings) {}
+async function onTrack(event, settings) { console.log(1) }
`
    })
    expect(uploadExitCode(await upload([dub]))).toBe(4)
    expect(outcomes(await upload([dub], { overwriteDrift: true }))).toEqual([['dub', 'updated']])
    expect(bench.store.get(id)!.code).toBe(dub.code)
  })

  it('lets nothing from the workspace steer the terminal', async () => {
    edit(await bench.idOf('dub'), `${dub.code}// \u001b[2Jcleared\n`)
    expect(planText(await plan([dub]))).toContain('+// \ufffd[2Jcleared')
  })

  it('calls code foreign that has no header of ours, and compares it with the build', async () => {
    const id = await bench.idOf('dub')
    bench.store.delete(id)
    const { id: theirs } = bench.store.create('DESTINATION', { displayName: 'dub', code: 'x()\n' })
    const file = path.join(bench.root, 'segment.config.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace(id, theirs))
    const planned = await plan([dub])
    expect((planned.functions[0] as Update).drift).toMatchObject({
      kind: 'foreign',
      comparedWith: 'the local build'
    })
  })

  it('writes nothing when the function changes between plan and upload', async () => {
    const id = await bench.idOf('dub')
    const open = await bench.open()
    const result = await uploadFunctions(
      {
        root: bench.root,
        open,
        sleep: bench.sleep,
        build: () => Promise.resolve([compiled('dub', { body: '// 2\n' })]),
        allowBreaking: true
      },
      {
        ...onlooker(),
        ask: () => {
          edit(id, 'somebody else')
          return Promise.resolve(true)
        }
      }
    )
    expect(result).toMatchObject({
      results: [
        {
          outcome: 'failed',
          message: `dub (${id}) was changed in Segment after the plan was made. Nothing was written.`
        }
      ]
    })
    expect(bench.store.get(id)!.code).toBe('somebody else')
  })
})

describe('a workspace on a bad day', () => {
  it('makes no second function when the reply to a create is lost', async () => {
    bench.api.fail({ method: 'POST', status: 500, afterWork: true })
    bench.api.fail({ method: 'PATCH', drop: true, afterWork: true })
    const result = await upload([dub])
    expect(outcomes(result)).toEqual([['dub', 'created']])
    expect(bench.store.size).toBe(1)
    expect(writes().map(({ method }) => method)).toEqual(['POST', 'PATCH'])
  })

  it('gets through a storm of 429', async () => {
    bench.api.fail({ status: 429, times: 6, retryAfter: 1 })
    expect(outcomes(await upload([dub]))).toEqual([['dub', 'created']])
    expect(bench.pauses).toEqual(Array(6).fill(1_000))
  })

  it('keeps the id of a function that was created and could not be deployed', async () => {
    bench.api.fail({ method: 'PATCH', status: 422 })
    const result = await upload([dub])
    const id = await bench.idOf('dub')
    expect(result).toMatchObject({
      results: [
        {
          outcome: 'failed',
          message: `dub was created as ${id} but not deployed. PATCH /functions/${id}: Segment does not accept the request (422). Segment says: A fault that was asked for: 422`
        }
      ]
    })
    expect(outcomes(await upload([dub]))).toEqual([['dub', 'updated']])
    expect(bench.store.size).toBe(1)
  })

  it('says when something was saved and could not be read back', async () => {
    await upload([dub])
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
    const result = await upload([large, dub])
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
    await expect(plan([dub], { token: 'revoked-token' })).rejects.toThrow(
      'GET /: Segment does not accept the token in SEGMENT_TOKEN_DEV (401)'
    )
  })

  it('reports a token that may only look, and which role it lacks', async () => {
    const result = await upload([dub], { token: 'local-token-read' })
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
    await upload([dub])
    const id = await bench.idOf('dub')
    bench.store.delete(id)
    const planned = await plan([dub])
    expect(planExitCode(planned)).toBe(2)
    expect(planned.functions).toMatchObject([
      {
        kind: 'problem',
        message: `segment.config.json: environments.dev.functions.dub.id is ${id}, but the workspace "My Workspace" has no such function (404).`
      }
    ])
    expect(uploadExitCode(await upload([dub]))).toBe(2)
    const both = await upload([dub, compiled('impact')])
    expect(outcomes(both)).toEqual([
      ['dub', 'failed'],
      ['impact', 'created']
    ])
    expect(uploadExitCode(both)).toBe(1)
  })

  it('reports a display name that is too long once the workspace is behind it', async () => {
    const planned = await plan([compiled('dub', { displayName: 'x'.repeat(110) })])
    expect(planned.functions).toMatchObject([
      { kind: 'problem', message: expect.stringContaining('which has 125 characters; 120 are allowed.') }
    ])
  })

  it('refuses a function of another type', async () => {
    await upload([dub])
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

describe('adoption', () => {
  let theirs: string
  beforeEach(() => {
    theirs = bench.store.create('DESTINATION', { displayName: 'dub', code: 'x()\n' }).id
  })

  it('is offered and never silent: --yes does not adopt', async () => {
    const planned = await plan([dub])
    expect(planned.functions).toMatchObject([{ kind: 'adopt', name: 'dub', candidates: [{ id: theirs }] }])
    expect(planExitCode(planned)).toBe(4)
    expect(planText(planned)).toContain(
      `To take it over, put "dub": { "id": "${theirs}" } into environments.dev.functions of segment.config.json.`
    )
    expect(uploadExitCode(await upload([dub]))).toBe(2)
    expect(outcomes(await upload([dub, compiled('impact')]))).toEqual([
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
    await upload([dub])
    await upload([dub], production)
    const changed = compiled('dub', { body: `${trackBody}// 2\n` })
    await upload([changed])
    expect(bench.store.get(await bench.idOf('dub'))!.code).toBe(changed.code)
    const store = bench.api.workspaces.Production!
    expect(store.get(await bench.idOf('dub', 'production'))).toMatchObject({
      code: dub.code,
      displayName: 'dub (Production)'
    })
  })

  it('notice a token of the wrong workspace', async () => {
    await upload([dub])
    expect(planExitCode(await plan([dub], { token: 'local-token-production' }))).toBe(2)
  })
})
