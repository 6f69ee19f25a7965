/** Uploads from plan to read-back, against the local API; only the compiler and the person are stand-ins. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { stampCommit } from '../../scripts/compile/pack/header.ts'
import { planExitCode } from '../../scripts/workspace/plan.ts'
import type { Update } from '../../scripts/workspace/plan.ts'
import { planText } from '../../scripts/workspace/print-plan.ts'
import { resultText } from '../../scripts/workspace/print-result.ts'
import { uploadExitCode, uploadFunctions } from '../../scripts/workspace/upload.ts'
import { apiKey, compiled, createWorkbench, onlooker, outcomes, trackBody } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
beforeEach(async () => {
  bench = await createWorkbench()
})
afterEach(() => bench.close())

const dub = compiled('dub')

describe('first upload', () => {
  it('plans a create, creates, deploys, verifies and writes the id down', async () => {
    const planned = await bench.plan([dub])
    expect(planned.functions).toMatchObject([{ kind: 'create', name: 'dub' }])
    expect(planExitCode(planned)).toBe(3)

    const result = await bench.upload([dub])
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
    expect(bench.writes()).toEqual([
      { method: 'POST', path: '/functions', status: 200 },
      { method: 'PATCH', path: `/functions/${id}`, status: 200 }
    ])
  })

  it('tells what is left to do in Segment', async () => {
    const result = await bench.upload([dub])
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
  5. In an event's integrations, its name is "dub (My Workspace)": "integrations": { "dub (My Workspace)": false } keeps that event from it.
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
    expect(bench.writes()).toEqual([])
  })

  it('wants --yes where nobody can answer', async () => {
    await expect(bench.upload([dub], { yes: false })).rejects.toThrow(
      'Nobody can be asked here, so nothing was uploaded.'
    )
    expect(bench.writes()).toEqual([])
  })

  it('replays only what it would upload, and refuses when a fixture fails', async () => {
    await bench.upload([dub])
    const replayed: string[][] = []
    const replay = (names: string[]) => {
      replayed.push(names)
      return Promise.resolve({ passed: 1, failed: 1, failedFiles: ['fixtures/impact/a.json'] })
    }
    const result = await bench.upload([dub, compiled('impact')], { replay })
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
  beforeEach(() => bench.upload([dub]))

  it('has nothing to do when only the commit differs', async () => {
    const id = await bench.idOf('dub')
    const again = await bench.plan([{ ...dub, code: stampCommit(dub.code, 'another') }])
    expect(again.functions).toEqual([{ kind: 'none', name: 'dub', id }])
    expect(planExitCode(again)).toBe(0)

    const before = bench.writes().length
    const result = await bench.upload([dub])
    expect(outcomes(result)).toBe('nothing')
    expect(uploadExitCode(result)).toBe(0)
    expect(bench.writes()).toHaveLength(before)
  })

  it('shows a change of code as a diff and deploys it', async () => {
    const changed = compiled('dub', { body: `${trackBody}// sale\n` })
    const id = await bench.idOf('dub')
    const planned = await bench.plan([changed])
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
    expect(outcomes(await bench.upload([changed]))).toEqual([['dub', 'updated']])
    expect(bench.store.get(id)!.code).toBe(changed.code)
    expect(bench.store.get(id)!.deployedAt! > deployedBefore).toBe(true)
  })

  it('sends only what differs: without code nothing is deployed', async () => {
    const id = await bench.idOf('dub')
    const { deployedAt } = bench.store.get(id)!
    const region = { ...apiKey, name: 'region', label: 'Region', required: false, sensitive: false }
    const changed = compiled('dub', { settings: [apiKey, region], displayName: 'Dub' })
    const planned = await bench.plan([changed])
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
    const result = await bench.upload([changed])
    expect(bench.store.get(id)).toMatchObject({ displayName: 'Dub (My Workspace)', deployedAt })
    expect(resultText(result)).toContain('in each destination made of it')
  })

  it('deploys what is saved and does not run', async () => {
    const id = await bench.idOf('dub')
    const [version] = bench.store.versions(id)!
    bench.store.restore(id, version!.id)
    const planned = await bench.plan([dub])
    expect(planned.functions).toMatchObject([{ kind: 'update', deploys: true }])
    expect(planned.functions[0]).not.toHaveProperty('codeDiff')
    await bench.upload([dub])
    expect(bench.store.get(id)!.isLatestVersion).toBe(true)
  })

  it('stops at a breaking change until it is allowed', async () => {
    const breaking = compiled('dub', { body: 'async function onPage() {}\n', settings: [] })
    const planned = await bench.plan([breaking])
    expect(planExitCode(planned)).toBe(4)
    expect((planned.functions[0] as Update).breaking).toEqual([
      'Setting "apiKey" is removed: its values are lost.',
      'Handler onTrack disappears: its events are no longer delivered.'
    ])
    const refused = await bench.upload([breaking])
    expect(refused).toMatchObject({
      outcome: 'refused',
      reasons: ['dub would break; --allow-breaking uploads it all the same.']
    })
    expect(uploadExitCode(refused)).toBe(4)
    expect(outcomes(await bench.upload([breaking], { allowBreaking: true }))).toEqual([['dub', 'updated']])
  })

  it('shows drift against the last upload, and stops until it may be overwritten', async () => {
    const id = await bench.idOf('dub')
    bench.edit(id, dub.code.replace('{}', '{ console.log(1) }'))
    const [, uploaded] = bench.store.versions(id)!
    const planned = await bench.plan([dub])
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
    expect(uploadExitCode(await bench.upload([dub]))).toBe(4)
    expect(outcomes(await bench.upload([dub], { overwriteDrift: true }))).toEqual([['dub', 'updated']])
    expect(bench.store.get(id)!.code).toBe(dub.code)
  })

  it('lets nothing from the workspace steer the terminal', async () => {
    bench.edit(await bench.idOf('dub'), `${dub.code}// \u001b[2Jcleared\n`)
    expect(planText(await bench.plan([dub]))).toContain('+// \ufffd[2Jcleared')
  })

  it('calls code foreign that has no header of ours, and compares it with the build', async () => {
    const id = await bench.idOf('dub')
    bench.store.delete(id)
    const { id: theirs } = bench.store.create('DESTINATION', { displayName: 'dub', code: 'x()\n' })
    const file = path.join(bench.root, 'segment.config.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace(id, theirs))
    const planned = await bench.plan([dub])
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
          bench.edit(id, 'somebody else')
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
