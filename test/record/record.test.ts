/**
 * The committed events are what the SDKs of package.json and the scripts of the vendors send: recording them again gives
 * the same files.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { recordEvents, type Recording } from '../../scripts/record/record.ts'
import { scenarios, type BrowserScenario } from '../../scripts/record/scenarios.ts'

let folder: string
let recordings: Recording[]

beforeAll(async () => {
  // Years after the recorded day: the cookies of that day have ended, and still the events are the same.
  jest.useFakeTimers({
    now: Date.parse('2031-01-01T00:00:00.000Z'),
    // All but Date.
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout'
    ]
  })
  folder = await mkdtemp(path.join(tmpdir(), 'recorded-'))
  recordings = await recordEvents(folder)
}, 120_000)
afterAll(async () => {
  jest.useRealTimers()
  await rm(folder, { recursive: true })
})

const filesOf = async (folder: string): Promise<Record<string, string>> => {
  const names = (await readdir(folder)).sort()
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')]))
  )
}

it('gives the committed events, byte for byte', async () => {
  const files = await filesOf(folder)
  expect(files).toEqual(await filesOf('fixtures/events'))
  expect(Object.fromEntries(recordings.map(({ file, event }) => [file, event]))).toEqual(
    Object.fromEntries(Object.entries(files).map(([file, text]) => [file, JSON.parse(text)]))
  )
})

describe('what the scripts of the vendors bring', () => {
  const dub = { 'Dub (Actions)': { dub_id: 'GWGrkftJdYlZD2mq' } }
  const impact = { type: 'impactRadius', id: 'QiiWXOVnrQ3SQHl24jQjyxBGUkmzfJ3i1VHrWM0' }
  const recorded = (file: string): Recording['event'] =>
    recordings.find((recording) => recording.file === file)!.event

  it.each(['sign-up', 'sign-up-anonymous', 'signed-up', 'order-completed', 'order-completed-cents'])(
    'is the click ids of the landing page, pages later: %s',
    (name) => {
      expect(recorded(`browser-${name}.json`)).toMatchObject({
        integrations: dub,
        context: { referrer: impact, page: { search: '' } }
      })
    }
  )

  it('is the referral codes of a cookie', () => {
    expect(recorded('browser-identify.json')).toMatchObject({ traits: { referredByCodes: ['SUSAN210'] } })
  })

  it('is written by no call', () => {
    const calls = scenarios
      .filter(({ sdk }) => sdk === 'browser')
      .map((scenario) => (scenario as BrowserScenario).calls)
    for (const id of [dub['Dub (Actions)'].dub_id, impact.id, 'SUSAN210']) {
      expect(JSON.stringify(calls)).not.toContain(id)
    }
  })
})
