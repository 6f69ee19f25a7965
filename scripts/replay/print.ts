/**
 * The report of a replay as people read it: a line per function, every failure in full, coverage if asked for, and the
 * counts at the end.
 */
import { table } from '../shared/table.ts'
import type { Coverage, Reach } from './coverage.ts'
import { differences, type DifferenceId } from './differences.ts'
import type { ReplayReport } from './index.ts'

/**
 * @param report - what was replayed
 * @param options.coverage - whether to print what no fixture reaches
 * @param options.complete - whether to print what is demanded of fixtures and missing
 * @returns text that ends with `N passed, N failed` on a line of its own
 */
export function printReport(
  report: ReplayReport,
  options: { coverage?: boolean | undefined; complete?: boolean | undefined } = {}
): string {
  const parts = [
    functionTable(report),
    ...report.fixtures.flatMap(({ problems }) => problems),
    ...report.fixtures.flatMap(({ file, warnings }) =>
      warnings.map((warning) => `${file}: warning: ${warning}`)
    ),
    ...differencesList(report),
    ...(options.coverage ? [coverageTable(report.coverage)] : []),
    // Demands say the same, and what to do.
    ...(options.coverage && !options.complete ? missingLists(report.coverage) : []),
    ...(options.complete && report.demands.length > 0 ? [report.demands.join('\n')] : []),
    `${report.passed} passed, ${report.failed} failed`
  ]
  return `${parts.join('\n\n')}\n`
}

function functionTable({ fixtures }: ReplayReport): string {
  const names = [...new Set(fixtures.map((fixture) => fixture.function))]
  const rows = names.map((name) => {
    const all = fixtures.filter((fixture) => fixture.function === name)
    const passed = all.filter((fixture) => fixture.passed).length
    return [name, String(all.length), String(passed), String(all.length - passed)]
  })
  return table([['function', 'fixtures', 'passed', 'failed'], ...rows])
}

/** How many fixtures differ from actions-core on purpose, by row, and which; they are judged by the function alone. */
function differencesList({ fixtures }: ReplayReport): string[] {
  const rows = (Object.keys(differences) as DifferenceId[])
    .map((id) => ({
      id,
      files: fixtures
        .filter((fixture) => 'differs' in fixture && fixture.differs === id)
        .map(({ file }) => file)
    }))
    .filter(({ files }) => files.length > 0)
  if (rows.length === 0) return []
  const total = rows.reduce((sum, { files }) => sum + files.length, 0)
  const counts = rows.map(({ id, files }) => `${id} ${files.length}`).join(', ')
  return [
    [
      `${total} differ on purpose: ${counts}`,
      ...rows.map(({ id, files }) => `  ${id}: ${differences[id]}\n    ${files.join(', ')}`)
    ].join('\n')
  ]
}

const kinds = ['handlers', 'presets', 'fields', 'outcomes'] as const satisfies (keyof Coverage)[]

function coverageTable(coverage: Coverage[]): string {
  const show = ({ reached, total, percent }: Reach) => `${percent} % (${reached}/${total})`
  const rows = coverage.map((entry) => [entry.function, ...kinds.map((kind) => show(entry[kind]))])
  return table([['reached by fixtures', ...kinds], ...rows])
}

function missingLists(coverage: Coverage[]): string[] {
  const lines = coverage.flatMap((entry) =>
    kinds
      .filter((kind) => entry[kind].missing.length > 0)
      .map((kind) => `${entry.function}: no fixture reaches the ${kind} ${entry[kind].missing.join(', ')}`)
  )
  return lines.length > 0 ? [lines.join('\n')] : []
}
