import { describe, expect, it } from '@jest/globals'
import { differences } from '../../scripts/replay/differences.ts'
import type { FixtureReport, ReplayReport } from '../../scripts/replay/index.ts'
import { printReport } from '../../scripts/replay/print.ts'

const fixture = (name: string, changes: Partial<FixtureReport> = {}): FixtureReport => ({
  file: `fixtures/${name}/case.json`,
  function: name,
  passed: true,
  outcome: 'delivered',
  problems: [],
  warnings: [],
  requests: [],
  ...changes
})

const complete = { reached: 2, total: 2, percent: 100, missing: [] }
const report: ReplayReport = {
  passed: 1,
  failed: 1,
  fixtures: [
    fixture('dub', { warnings: ['a request was not awaited'] }),
    fixture('impact', { passed: false, problems: ['fixtures/impact/case.json: this.\n  Do that.'] })
  ],
  demands: [],
  coverage: [
    {
      function: 'dub',
      handlers: complete,
      presets: complete,
      fields: { reached: 1, total: 3, percent: 33, missing: ['a.one', 'a.two'] },
      outcomes: complete
    }
  ]
}

describe('printReport', () => {
  it('shows counts per function and every failure in full', () => {
    expect(printReport(report)).toBe(`function  fixtures  passed  failed
--------  --------  ------  ------
dub       1         1       0
impact    1         0       1

fixtures/impact/case.json: this.
  Do that.

fixtures/dub/case.json: warning: a request was not awaited

1 passed, 1 failed
`)
  })

  it('counts and lists the fixtures that differ from actions-core on purpose, with the reason', () => {
    const fixtures = [
      fixture('dub', { differs: 'unusable-field' }),
      fixture('impact', { differs: 'unusable-field' }),
      fixture('saasquatch', { differs: 'redirect' })
    ]
    expect(printReport({ ...report, fixtures })).toContain(`
3 differ on purpose: redirect 1, unusable-field 2
  redirect: ${differences.redirect}
    fixtures/saasquatch/case.json
  unusable-field: ${differences['unusable-field']}
    fixtures/dub/case.json, fixtures/impact/case.json
`)
  })

  it('shows what no fixture reaches when asked', () => {
    expect(printReport({ ...report, passed: 0, failed: 0, fixtures: [] }, { coverage: true })).toBe(
      `function  fixtures  passed  failed
--------  --------  ------  ------

reached by fixtures  handlers     presets      fields      outcomes
-------------------  -----------  -----------  ----------  -----------
dub                  100 % (2/2)  100 % (2/2)  33 % (1/3)  100 % (2/2)

dub: no fixture reaches the fields a.one, a.two

0 passed, 0 failed
`
    )
  })
})
