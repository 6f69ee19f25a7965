/** Versions, rollback and pull, after uploads to the local API. */
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { stampCommit } from '../../scripts/compile/pack/header.ts'
import { applyPlan } from '../../scripts/workspace/apply.ts'
import { pullFunction } from '../../scripts/workspace/pull.ts'
import { planRollback, rollBack, rollbackAdvice } from '../../scripts/workspace/rollback.ts'
import type { RollbackPlan } from '../../scripts/workspace/rollback.ts'
import { uploadExitCode, uploadFunctions } from '../../scripts/workspace/upload.ts'
import { listVersions } from '../../scripts/workspace/versions.ts'
import { apiKey, compiled, createWorkbench, onlooker, trackBody } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
let id: string
const first = compiled('dub', { body: `${trackBody}async function onPage() {}\n` })
const second = compiled('dub', { body: `${trackBody}// second\n` })

beforeEach(async () => {
  bench = await createWorkbench()
  for (const dub of [first, second])
    await uploadFunctions(
      {
        root: bench.root,
        open: await bench.open(),
        sleep: bench.sleep,
        build: () => Promise.resolve([dub]),
        yes: true,
        allowBreaking: true
      },
      onlooker()
    )
  id = await bench.idOf('dub')
})
afterEach(() => bench.close())

async function rollback(to?: string) {
  const open = await bench.open()
  const { plan, to: version } = await planRollback(open, 'dub', to)
  const [result] = await applyPlan(plan, {
    client: open.client,
    saveId: () => Promise.reject(new Error('a rollback creates nothing')),
    sleep: bench.sleep
  })
  return { plan, version, result }
}

const code = () => bench.store.get(id)!.code

describe('versions', () => {
  it('lists them newest first, with what our header says', async () => {
    bench.store.update(id, {
      code: stampCommit(second.code, '15c6d2d-dirty').replace('// second', '// edited')
    })
    bench.store.update(id, { code: 'by hand' })
    const rows = await listVersions(await bench.open(), 'dub')
    const source = second.manifest.sourceHash
    expect(
      rows.map(({ isDeployed, source, commit, asUploaded }) => [isDeployed, source, commit, asUploaded])
    ).toEqual([
      [true, null, null, false],
      [false, source, '15c6d2d-dirty', false],
      [false, source, null, true],
      [false, first.manifest.sourceHash, null, true],
      // A create saves a version, and the PATCH that deploys it saves another.
      [false, first.manifest.sourceHash, null, true]
    ])
    expect(rows[0]).toMatchObject({ author: 'sgJDWk3K21k6LE3tLU9nRK', deployedAt: expect.any(String) })
  })
})

describe('rollback', () => {
  it('puts the code back that was deployed before', async () => {
    const back = await rollback()
    expect(back.result).toMatchObject({ outcome: 'updated', id })
    expect(code()).toBe(first.code)
    expect(bench.store.get(id)!.isLatestVersion).toBe(true)
  })

  it('never proposes what was taken back', async () => {
    const third = compiled('dub', { body: `${trackBody}// third\n` })
    bench.store.update(id, { code: third.code })
    await rollback()
    expect(code()).toBe(second.code)
    await rollback()
    expect(code()).toBe(first.code)
    await expect(rollback()).rejects.toThrow(
      'dub has no version with other code that was deployed before the running one and not taken back.'
    )
  })

  it('proposes the code before the one that was uploaded again', async () => {
    await rollback()
    bench.store.update(id, { code: second.code })
    await rollback()
    expect(code()).toBe(first.code)
  })

  it('skips versions with the code that runs', async () => {
    bench.store.update(id, { code: stampCommit(second.code, 'again') })
    await rollback()
    expect(code()).toBe(first.code)
  })

  it('shows what changes: the diff, handlers that go, code that was edited meanwhile', async () => {
    bench.store.update(id, { code: `${second.code}async function onGroup() {}\n` })
    const { plan } = await planRollback(await bench.open(), 'dub')
    expect(plan.functions).toMatchObject([
      {
        kind: 'update',
        deploys: true,
        breaking: ['Handler onGroup disappears: its events are no longer delivered.'],
        drift: { kind: 'edited' },
        request: { code: second.code },
        codeDiff: expect.stringContaining('-async function onGroup() {}')
      }
    ])
  })

  it('goes to any version by its id', async () => {
    bench.store.update(id, { code: 'third' })
    const oldest = bench.store.versions(id)!.at(-1)!
    const { version } = await rollback(oldest.id)
    expect(version.id).toBe(oldest.id)
    expect(code()).toBe(first.code)
  })

  it('leaves settings as they are', async () => {
    const settings = [{ ...apiKey, label: 'Key' }]
    bench.store.update(id, { settings })
    const { result } = await rollback()
    expect(result!.outcome).toBe('updated')
    expect(bench.store.get(id)!.settings).toEqual(settings)
  })

  it('refuses a version that does not exist or runs already', async () => {
    const [running] = bench.store.versions(id)!
    await expect(rollback('2Ma03fahSqLoEzQfV5o2aSfVEHs')).rejects.toThrow(
      'dub has no version "2Ma03fahSqLoEzQfV5o2aSfVEHs".'
    )
    await expect(rollback(running!.id)).rejects.toThrow(
      `dub already runs the code of version ${running!.id}.`
    )
  })

  it('does not guess when nothing was deployed before', async () => {
    const { id: fresh } = bench.store.create('DESTINATION', { displayName: 'new', code: 'a' })
    bench.store.update(fresh, { code: 'b' })
    const open = await bench.open()
    await expect(planRollback({ ...open, ids: { new: fresh } }, 'new')).rejects.toThrow(
      'new has no version with other code that was deployed before the running one and not taken back.'
    )
  })
})

describe('rolling back, with a person', () => {
  const person = () => {
    const shown: RollbackPlan[] = []
    return { shown, show: (plan: RollbackPlan) => void shown.push(plan) }
  }
  const edited = `${second.code}// by hand\n`

  it('refuses drift as an upload does, until it may be overwritten', async () => {
    bench.edit(id, edited)
    const options = { open: await bench.open(), name: 'dub', yes: true, sleep: bench.sleep }
    const refused = await rollBack(options, person())
    expect(refused).toMatchObject({
      outcome: 'refused',
      reasons: [
        'dub has code in Segment that was not uploaded from here; --overwrite-drift replaces it, and npm run pull saves it.'
      ]
    })
    expect(uploadExitCode(refused)).toBe(4)
    expect(code()).toBe(edited)
    expect(await rollBack({ ...options, overwriteDrift: true }, person())).toMatchObject({
      outcome: 'applied',
      results: [{ outcome: 'updated' }]
    })
    expect(code()).toBe(second.code)
  })

  it('asks, takes a no, and wants --yes where nobody can answer', async () => {
    const options = { open: await bench.open(), name: 'dub', sleep: bench.sleep }
    const questions: string[] = []
    const ask = (question: string) => {
      questions.push(question)
      return Promise.resolve(false)
    }
    const result = await rollBack(options, { ...person(), ask })
    expect(result.outcome).toBe('declined')
    expect(questions).toEqual([`Put version ${result.to.id} back?`])
    expect(rollbackAdvice(result, 'dub')).toBe('')
    await expect(rollBack(options, person())).rejects.toThrow(
      'Nobody can be asked here, so nothing was changed.'
    )
    expect(code()).toBe(second.code)
  })

  it('says that the config still holds the change, and which commit had the code that runs', async () => {
    const stamped = stampCommit(first.code, '15c6d2d0b9fc-dirty')
    bench.store.update(id, { code: stamped })
    bench.store.update(id, { code: second.code })
    const { shown, ...who } = person()
    const result = await rollBack(
      { open: await bench.open(), name: 'dub', yes: true, sleep: bench.sleep },
      who
    )
    expect(code()).toBe(stamped)
    expect(shown.map(({ to }) => to)).toEqual([result.to])
    expect(rollbackAdvice(result, 'dub'))
      .toBe(`dub: segment.config.json and the definitions still hold what was taken back, and the next upload deploys it again.
  The code that runs now is that of commit 15c6d2d0b9fc-dirty: git diff 15c6d2d0b9fc shows what was taken back.
`)
  })
})

describe('pull', () => {
  it('saves code, settings and the rest beside the build', async () => {
    bench.store.update(id, { code: 'by hand' })
    const pulled = await pullFunction(bench.root, await bench.open(), 'dub')
    const folder = path.join(bench.root, 'dist/dub/remote-dev')
    expect(pulled).toEqual({
      name: 'dub',
      id,
      folder: 'dist/dub/remote-dev',
      files: ['function.js', 'settings.json', 'function.json'],
      drift: 'foreign'
    })
    expect((await readdir(folder)).sort()).toEqual(['function.js', 'function.json', 'settings.json'])
    expect(await readFile(path.join(folder, 'function.js'), 'utf8')).toBe('by hand\n')
    expect(JSON.parse(await readFile(path.join(folder, 'settings.json'), 'utf8'))).toEqual([apiKey])
    expect(JSON.parse(await readFile(path.join(folder, 'function.json'), 'utf8'))).toMatchObject({
      id,
      displayName: 'dub'
    })
  })
})
