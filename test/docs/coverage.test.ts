/** Counts what fixtures expect, without running them; `npm run replay` shows that what they expect happens. */
import { describe, expect, it } from '@jest/globals'
import { loadConfig } from '../../scripts/input/config.ts'
import { readCases } from '../../scripts/docs/cases.ts'
import { outcomeOfBatch, outcomeOfStatus } from '../../scripts/host/batch.ts'
import { CoverageCounter } from '../../scripts/replay/coverage.ts'
import { unmetDemands } from '../../scripts/replay/demands.ts'

const root = process.cwd()
const config = await loadConfig(root)

describe('fixtures', () => {
  it.each(Object.keys(config.functions))(
    'reach every preset, field and outcome that %s has on',
    async (name) => {
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

      expect(unmetDemands(fn, counter.report())).toEqual([])
    }
  )
})
