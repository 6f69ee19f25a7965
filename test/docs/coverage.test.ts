/** Counts what fixtures expect, without running them; `npm run replay` shows that what they expect happens. */
import { describe, expect, it } from '@jest/globals'
import { loadConfig } from '../../scripts/input/config.ts'
import { readCases } from '../../scripts/docs/cases.ts'
import { outcomeOfBatch, outcomeOfStatus } from '../../scripts/host/batch.ts'
import { CoverageCounter } from '../../scripts/replay/coverage.ts'

const root = process.cwd()
const config = await loadConfig(root)

describe('fixtures', () => {
  it.each(Object.keys(config.functions))('reach every preset, field and outcome of %s', async (name) => {
    const { fn, cases } = await readCases(root, config, name)
    const counter = new CoverageCounter(fn, [])
    for (const { fixture, fn: variant } of cases) {
      const { error } = fixture.expect
      const outcomes = fixture.expect.statuses?.map(outcomeOfStatus)
      const outcome = fixture.expect.outcome ?? outcomeOfBatch(outcomes!)
      counter.add(variant, fixture, {
        outcome,
        ...(outcomes && { outcomes }),
        ...(error && { error: { name: error, message: '' } })
      })
    }
    const { presets, fields, outcomes } = counter.report()

    expect({ presets: presets.missing, fields: fields.missing, outcomes: outcomes.missing }).toEqual({
      presets: [],
      fields: [],
      outcomes: []
    })
  })
})
