/**
 * The central test of the compiler: emitted code against the reference engine on the same random inputs, compared more
 * strictly than by deep equality. `npm run fuzz` runs more of it.
 */
import { describe, expect, it } from '@jest/globals'
import { difference } from '../scripts/fuzz/difference.ts'
import type { SubjectName } from '../scripts/fuzz/fuzz.ts'
import { fuzz } from '../scripts/fuzz/fuzz.ts'
import type { Subject } from '../scripts/fuzz/subjects.ts'
import { emitted, subjects } from '../scripts/fuzz/subjects.ts'

const runs = 10_000
const seed = 20_240_229

describe('emitted code does what the reference engine does', () => {
  it.each<SubjectName>(['mapping', 'condition', 'validation'])(
    '%s',
    async (subject) => {
      const [result] = await fuzz({ runs, seed, subjects: [subject] })

      expect(result).toMatchObject({ subject, seed })
      expect(result!.difference).toBeUndefined()
      expect(result!.compared).toBeGreaterThanOrEqual(runs)
    },
    240_000
  )
})

it('groups of events go to performBatch as in the reference engine, and come to the same', async () => {
  const [result] = await fuzz({ runs: 600, seed, subjects: ['batch'] })

  expect(result).toMatchObject({ subject: 'batch', seed })
  expect(result!.difference).toBeUndefined()
  expect(result!.compared).toBeGreaterThanOrEqual(600)
}, 120_000)

describe('what actions-core takes is refused when', () => {
  const rows = <Case>(subject: Subject<Case>) =>
    subject.refusals.map(({ reason, example }) => ({
      reason,
      example: JSON.stringify(example),
      isEmitted: emitted(subject, example) !== undefined,
      isRefusedByReference: subject.isRefused(example),
      // One reason only, so that each row of the table is needed.
      reasons: subject.refusals.filter(({ applies }) => applies(example)).map((row) => row.reason)
    }))

  it.each([...rows(subjects.mapping), ...rows(subjects.condition)])('$reason: $example', (row) => {
    expect(row).toMatchObject({ isEmitted: false, isRefusedByReference: false, reasons: [row.reason] })
  })
})

describe('the comparison sees', () => {
  it.each([
    ['a key order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['undefined for an absent key', { a: undefined }, {}],
    ['-0', [0], [-0]],
    ['a prototype', {}, Object.create({ a: 1 }) as object],
    ['an own __proto__', JSON.parse('{"__proto__": 1}') as object, {}],
    ['a list for an object', [], {}]
  ])('%s', (_, one, other) => {
    expect(difference(one, one)).toBeUndefined()
    expect(difference(one, other)).toEqual(expect.any(String))
  })
})
