/** What comes of a vendor's webhook, each outcome with fixtures that show it. */
import path from 'node:path'
import type { SourceOutcome } from '../host/types.ts'
import { code, markdownTable } from './markdown.ts'
import type { SourceCase } from './source-cases.ts'

interface Row {
  outcome: SourceOutcome
  error: string
  what: (vendor: string) => string
}

const rows: Row[] = [
  {
    outcome: 'refused',
    error: 'ValidationError',
    what: (vendor) => `The webhook is not proved to be from ${vendor}, or a setting is missing.`
  },
  {
    outcome: 'refused',
    error: 'EventNotSupported',
    what: () => 'The event is none of the table above, or is switched off.'
  },
  {
    outcome: 'refused',
    error: 'InvalidEventPayload',
    what: (vendor) =>
      `The body has not the shape that ${vendor} publishes, says of nobody, or makes a message that Segment would not take.`
  },
  {
    outcome: 'retried',
    error: 'RetryError',
    what: () => 'What the check of the signature needs cannot be fetched now.'
  }
]

/**
 * @param vendor - the source's name
 * @param linkTo - the way to a fixture's file from the README
 */
export function sourceOutcomeTable(
  vendor: string,
  cases: SourceCase[],
  linkTo: (file: string) => string
): string {
  const linksOf = (shown: SourceCase[]): string =>
    shown.map(({ fixture: { file } }) => `[${nameOf(file)}](${linkTo(file)})`).join(', ')
  const others = rows
    .map(({ outcome, error, what }) => {
      const shown = cases.filter(
        ({ fixture: { expect } }) => expect.outcome === outcome && expect.error === error
      )
      return { outcome, cells: [what(vendor), code(error), outcome, linksOf(firstOfEach(shown))] }
    })
    // A source that fetches nothing has nothing to wait for.
    .filter(({ outcome, cells }) => outcome !== 'retried' || cells.at(-1) !== '')
  return markdownTable([
    ['What happens', 'Error', 'Outcome', 'Fixtures that show it'],
    ['The webhook is verified and used.', 'none', 'accepted', 'those of the table above'],
    ...others.map(({ cells }) => cells)
  ])
}

const nameOf = (file: string): string => path.basename(file, '.json').replace(/^(refused|retried)-/, '')

/** Of fixtures that expect the same words, the first. */
function firstOfEach(cases: SourceCase[]): SourceCase[] {
  const seen = new Map<string, SourceCase>()
  for (const one of cases) {
    const words = one.fixture.expect.message ?? one.fixture.file
    if (!seen.has(words)) seen.set(words, one)
  }
  return [...seen.values()]
}
