import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { createHost } from '../../scripts/host/index.ts'
import type { Exchange } from '../../scripts/host/index.ts'
import { loadConfig } from '../../scripts/input/config.ts'
import type { Fixture } from '../../scripts/replay/fixture.ts'
import { judge } from '../../scripts/replay/judge.ts'
import { runReference } from '../../scripts/replay/reference.ts'
import { firstOccurrences, verdictOnStatus, verdictOnThrown } from '../../scripts/replay/rules.ts'
import { event, project, request, settings } from './project.ts'

describe('the second judge', () => {
  it('is not misled by a wrong row of the runtime', async () => {
    const root = await project({})
    const fn = await resolveFunction(root, 'demo', (await loadConfig(root)).functions.demo!)
    const { code, manifest } = await compileFunction(root, fn)
    const wrong = code.replace('status === 423', 'status === 424')
    expect(wrong).not.toBe(code)

    const exchanges: Exchange[] = [{ request, reply: { status: 423 } }]
    const fixture: Fixture = {
      file: join('fixtures', 'demo', 'locked.json'),
      function: 'demo',
      settings,
      events: [event],
      batch: false,
      exchanges,
      // What the wrong runtime does: the fixture alone would pass.
      expect: { outcome: 'discarded' }
    }
    const host = await createHost({ code: wrong })
    const compiled = await host.invoke(event, settings, { kind: 'exchanges', exchanges })
    await host.close()

    expect(judge(fixture, compiled, await runReference(fn, manifest.handlers, fixture))).toEqual([
      expect.stringContaining('Compiled: discarded with InvalidEventPayload. actions-core: retried (Locked).')
    ])
  })
})

describe('verdictOnStatus', () => {
  it.each([
    [[200, 201, 204, 299], 'delivered'],
    [[408, 423, 429, 500, 502, 503, 504, 599], 'retried'],
    [[301, 400, 401, 403, 404, 409, 422, 424, 425, 501], 'discarded']
  ])('of %j is %s', (statuses, kind) => {
    expect(statuses.map((status) => verdictOnStatus(status, '').kind)).toEqual(statuses.map(() => kind))
  })
})

describe('verdictOnThrown', () => {
  it.each([
    [{ name: 'SkippedEvent' }, { kind: 'skipped' }],
    [
      { name: 'PayloadValidationError', message: 'x' },
      { kind: 'discarded', name: 'ValidationError' }
    ],
    [
      { name: 'RetryableError', message: 'x' },
      { kind: 'retried', name: 'RetryError' }
    ],
    [{ name: 'FetchError', type: 'system', code: 'ECONNRESET' }, { kind: 'retried' }],
    [
      { name: 'FetchError', type: 'invalid-json' },
      { kind: 'discarded', name: 'InvalidEventPayload' }
    ],
    [{ name: 'IntegrationError', status: 503 }, { kind: 'retried' }],
    [
      { name: 'HTTPError', response: { status: 404 } },
      { kind: 'discarded', name: 'InvalidEventPayload' }
    ],
    [{ name: 'IntegrationError', status: 200 }, { kind: 'discarded' }],
    [{ name: 'Error', code: 'CERT_HAS_EXPIRED' }, { kind: 'retried' }],
    [new TypeError('x is not a function'), { kind: 'discarded', name: 'TypeError' }],
    [undefined, { kind: 'discarded', name: 'Error' }]
  ])('of %j is %j', (thrown, verdict) => {
    expect(verdictOnThrown(thrown)).toMatchObject(verdict)
  })
})

it('events of a batch are one only if they are equal, not if they bear one messageId', () => {
  const one = { messageId: 'm-1', properties: { revenue: 1 } }
  expect(firstOccurrences([one, { ...one, properties: { revenue: 2 } }, { ...one }, {}, {}])).toEqual([
    0, 1, 0, 3, 4
  ])
})
