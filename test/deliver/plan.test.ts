import { describe, expect, it } from '@jest/globals'
import { presets } from '../../scripts/deliver/presets.ts'
import { readPlan } from '../../scripts/deliver/plan.ts'
import { UserError } from '../../scripts/shared/errors.ts'
import { temporaryFolder } from '../temporary.ts'

const problemOf = async (plan: unknown): Promise<[string, string | undefined]> => {
  const root = await temporaryFolder({ 'plan.json': plan })
  const error: unknown = await readPlan(root, 'plan.json').then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  if (!(error instanceof UserError)) throw new Error('the plan was accepted', { cause: error })
  return [error.message, error.hint]
}

it('a preset is a plan, and the plan of each preset is one that a file may hold', async () => {
  const root = await temporaryFolder(
    Object.fromEntries(Object.entries(presets).map(([name, plan]) => [`${name}.json`, plan]))
  )
  for (const name of Object.keys(presets)) {
    expect(await readPlan(root, name)).toEqual(presets[name])
    expect(await readPlan(root, `${name}.json`)).toEqual(presets[name])
  }
})

describe('a mistake in a plan is named with its place', () => {
  it.each<[string, unknown, string, string]>([
    ['an unknown key', { outtages: [] }, 'plan.json:2:3: unknown key "outtages".', 'Did you mean "outages"?'],
    [
      'an unknown fault',
      { rates: { resets: 0.1 } },
      'plan.json:3:5: unknown key "resets".',
      'Did you mean "reset"?'
    ],
    [
      'an unknown key of an outage',
      { outages: [{ fromMinutes: 1, toMinute: 2 }] },
      "plan.json:3:5: outages.0 must have required property 'fromMinute'.",
      'scripts/deliver/plan.schema.json says what a plan may hold.'
    ],
    [
      'a rate above 1',
      { rates: { reset: 2 } },
      'plan.json:3:5: rates.reset must be <= 1.',
      'scripts/deliver/plan.schema.json says what a plan may hold.'
    ],
    [
      'rates above 1 together',
      { rates: { reset: 0.6, timeout: 0.6 } },
      'plan.json:2:3: the rates together are 1.2.',
      'Together they can be at most 1.'
    ],
    [
      'an outage that ends before it begins',
      { outages: [{ fromMinute: 5, toMinute: 1 }] },
      'plan.json:3:5: the outage ends before it begins.',
      'Write a toMinute that is greater than fromMinute.'
    ],
    [
      'latencies in the wrong order',
      { latencyMs: [300, 80] },
      'plan.json:2:3: 80 is less than 300.',
      'Write the shorter time first.'
    ],
    [
      'a list',
      [],
      'plan.json:1:1: the plan must be object.',
      'scripts/deliver/plan.schema.json says what a plan may hold.'
    ]
  ])('%s', async (_, plan, message, hint) => {
    expect(await problemOf(plan)).toEqual([message, hint])
  })

  it('a preset that does not exist', async () => {
    await expect(readPlan('.', 'outages')).rejects.toThrow(
      new UserError('usage', 'There are no faults "outages".', 'Did you mean "outage"?')
    )
  })

  it('a file that does not exist', async () => {
    await expect(readPlan('.', 'nowhere.json')).rejects.toThrow('nowhere.json does not exist.')
  })
})
