import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { call } from '../cli/call.ts'
import { event, passing, project, request, settings } from './project.ts'

const wrongRequest = { ...request, json: { name: 'Sign Up' } }
const stale = { ...passing, exchanges: [{ request: wrongRequest, reply: { status: 200, json: {} } }] }

const fixtureIn = (root: string, name: string) => readFile(path.join(root, 'fixtures/demo', name), 'utf8')

describe('npm run replay -- --update', () => {
  it('rewrites what is sent, where it changed, and shows it as a diff', async () => {
    const text = `{
  "settings": { "account": "a", "apiKey": "k" },
  "event": { "type": "track",   "event": "Signed Up" },
  "exchanges": [
    {
      "request": {
        "method": "post",
        "url": "https://api.example.com/track",
        "headers": { "Content-Type": "text/plain" },
        "withoutHeaders": ["x-key"],
        "json": { "name": "Sign Up" }
      },
      "reply": { "status": 200 }
    }
  ],
  "expect": { "outcome": "delivered" }
}
`
    const root = await project({ 'fixtures/demo/stale.json': text, 'fixtures/demo/right.json': passing })
    const { code, stdout } = await call(root, ['replay', '--update', '--yes'])

    expect([code, stdout]).toEqual([
      0,
      `--- fixtures/demo/stale.json
+++ fixtures/demo/stale.json (updated)
@@ -5,9 +5,9 @@
     {
       "request": {
-        "method": "post",
+        "method": "POST",
         "url": "https://api.example.com/track",
-        "headers": { "Content-Type": "text/plain" },
+        "headers": { "Content-Type": "application/json" },
         "withoutHeaders": ["x-key"],
-        "json": { "name": "Sign Up" }
+        "json": { "name": "Signed Up" }
       },
       "reply": { "status": 200 }

1 fixture rewritten

2 passed, 0 failed
`
    ])
    expect(await fixtureIn(root, 'stale.json')).toBe(
      text
        .replace('"post"', '"POST"')
        .replace('text/plain', 'application/json')
        .replace('"Sign Up"', '"Signed Up"')
    )
    expect((await call(root, ['replay'])).code).toBe(0)
  })

  it('adds what is sent besides, takes out what is not, and follows the words of an error', async () => {
    const unsent = { request: wrongRequest, reply: { status: 200 } }
    const root = await project({
      'fixtures/demo/more.json': { ...passing, exchanges: [] },
      'fixtures/demo/less.json': {
        ...passing,
        exchanges: [passing.exchanges[0], unsent]
      },
      'fixtures/demo/words.json': {
        ...passing,
        exchanges: [{ request: wrongRequest, reply: { status: 400, json: { message: 'no such plan' } } }],
        expect: { outcome: 'discarded', error: 'InvalidEventPayload', message: 'unknown plan' }
      }
    })
    const { code } = await call(root, ['replay', '--update', '--yes', '--json'])

    expect(code).toBe(0)
    const [more, less, words] = await Promise.all(
      ['more.json', 'less.json', 'words.json'].map(
        async (name) => JSON.parse(await fixtureIn(root, name)) as object
      )
    )
    expect(more).toMatchObject({
      exchanges: [
        {
          request: { ...request, headers: { 'content-type': 'application/json' } },
          reply: { status: 200, json: {} }
        }
      ]
    })
    expect(less).toEqual(passing)
    expect(words).toMatchObject({
      exchanges: [{ request, reply: { status: 400 } }],
      expect: {
        outcome: 'discarded',
        error: 'InvalidEventPayload',
        message: expect.stringContaining('no such plan')
      }
    })
    expect((await call(root, ['replay'])).code).toBe(0)
  })

  it('leaves a changed outcome alone until it is told', async () => {
    const changed = { ...stale, exchanges: [{ request: wrongRequest, reply: { status: 429 } }] }
    const root = await project({
      'fixtures/demo/changed.json': changed,
      'fixtures/demo/batch.json': {
        settings,
        events: [event, { type: 'group' }],
        exchanges: [{ request, reply: { status: 500 } }],
        expect: { statuses: [200, 400] }
      }
    })
    const before = await fixtureIn(root, 'changed.json')
    const refused = await call(root, ['replay', '--update', '--yes'])

    expect([refused.code, refused.stdout]).toEqual([
      1,
      expect.stringMatching(/\n0 fixtures rewritten\n\n0 passed, 2 failed\n$/)
    ])
    expect(refused.stdout).toContain('the statuses are 500, 400 where 200, 400 are expected')
    expect(await fixtureIn(root, 'changed.json')).toBe(before)

    expect(await call(root, ['replay', '--update', '--outcomes', '--yes'])).toMatchObject({ code: 0 })
    expect(JSON.parse(await fixtureIn(root, 'changed.json'))).toMatchObject({
      exchanges: [{ request, reply: { status: 429 } }],
      expect: { outcome: 'retried', error: 'RetryError', message: expect.stringContaining('429') }
    })
    expect(JSON.parse(await fixtureIn(root, 'batch.json'))).toMatchObject({
      expect: { statuses: [500, 400] }
    })
  })

  it('leaves what fails for another reason red', async () => {
    const root = await project({
      'fixtures/demo/differs.json': { ...passing, differs: 'redirect' },
      'fixtures/demo/stale.json': stale
    })
    const { code, stdout } = await call(root, ['replay', '--update', '--yes', '--json'])

    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      {
        passed: 1,
        failed: 1,
        updated: [{ file: 'fixtures/demo/stale.json', diff: expect.any(String) }],
        left: [{ file: 'fixtures/demo/differs.json', problems: [expect.stringContaining('do the same')] }]
      }
    ])
  })

  it('asks on a terminal, and needs --yes elsewhere', async () => {
    const root = await project({ 'fixtures/demo/stale.json': stale })
    const before = await fixtureIn(root, 'stale.json')

    expect(await call(root, ['replay', '--update'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        '--update asks before it rewrites fixtures, and nobody can answer here.\n  Add --yes, and look at the changes with git diff.\n'
    })
    expect(await call(root, ['replay', '--outcomes'])).toMatchObject({ code: 2 })
    expect(await fixtureIn(root, 'stale.json')).toBe(before)
  })
})

describe('npm run replay -- --complete', () => {
  it('fails with what to add', async () => {
    const root = await project({ 'fixtures/demo/one.json': passing })
    const { code, stdout } = await call(root, ['replay', '--complete'])

    expect(code).toBe(1)
    expect(stdout).toContain(
      'demo: no fixture reaches the outcome retried. Add fixtures/demo/retried.json, whose exchange answers 429.\n\n1 passed, 0 failed\n'
    )
  })
})
