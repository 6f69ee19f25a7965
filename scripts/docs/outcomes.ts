/** What comes of an event, in the words of one vendor, each outcome with fixtures that show it. */
import path from 'node:path'
import type { Exchange } from '../host/exchange.ts'
import type { OutcomeKind } from '../host/types.ts'
import { code, markdownTable } from './markdown.ts'
import type { Case } from './cases.ts'

/** Of the outcome with the most reasons, so many are linked. */
const shownReasons = 5

interface Row {
  outcome: OutcomeKind
  error?: string
  what: (vendor: string) => string
  /** What tells fixtures of the row apart; the first of each kind is linked under this name. Empty: not linked. */
  kindOf: (one: Case) => string
}

const rows: Row[] = [
  {
    outcome: 'delivered',
    what: (vendor) => `${vendor} accepts every request.`,
    kindOf: ({ fixture, takenBy }) => {
      if (fixture.events[0]!.type === 'delete') return 'Deletion'
      return takenBy.length === 1 ? takenBy[0]!.preset : ''
    }
  },
  {
    outcome: 'discarded',
    error: 'EventNotSupported',
    what: () => 'No preset takes the event, or the action has no use for it.',
    kindOf: ({ fixture }) => fixture.events[0]!.type
  },
  {
    outcome: 'discarded',
    error: 'ValidationError',
    what: (vendor) => `The settings or the event lack what ${vendor} needs. The action sends nothing.`,
    kindOf: ({ fixture }) => path.basename(fixture.file, '.json')
  },
  {
    outcome: 'discarded',
    error: 'InvalidEventPayload',
    what: (vendor) => `${vendor} refuses the request; the error holds its own message.`,
    kindOf: ({ fixture }) => failureOf(fixture.exchanges)
  },
  {
    outcome: 'retried',
    error: 'RetryError',
    what: (vendor) => `${vendor} cannot take the request now.`,
    kindOf: ({ fixture }) => failureOf(fixture.exchanges)
  }
]

/**
 * @param vendor - the destination's name
 * @param linkTo - the way to a fixture's file from the README
 */
export function outcomeTable(vendor: string, cases: Case[], linkTo: (file: string) => string): string {
  const single = cases.filter(({ fixture }) => !fixture.batch)
  const body = rows.map((row) => {
    const showing = single.filter(({ fixture: { expect } }) => isOf(row, expect))
    const links = linksTo(showing, row, linkTo)
    return [row.what(vendor), row.error ? code(row.error) : 'none', row.outcome, links.join(', ')]
  })
  const mixed = single.filter(isMixed)
  const mixedRow = [
    'Several presets take the event, and not all of them succeed. What was delivered is not sent again with a retry.',
    '`RetryError` if one of them can be retried, else that of the first that failed',
    'retried or discarded',
    mixed.map(({ fixture }) => link(path.basename(fixture.file, '.json'), linkTo(fixture.file))).join(', ')
  ]
  return markdownTable([
    ['What happens', 'Error', 'Outcome', 'Fixtures that show it'],
    ...body,
    ...(mixed.length > 0 ? [mixedRow] : [])
  ])
}

const isOf = ({ outcome, error }: Row, expect: Case['fixture']['expect']): boolean =>
  expect.outcome === outcome && expect.error === error

function linksTo(cases: Case[], { error, kindOf }: Row, linkTo: (file: string) => string): string[] {
  const first = new Map<string, string>()
  const messages = new Set<string | undefined>()
  for (const one of cases) {
    const kind = kindOf(one)
    const { file, expect } = one.fixture
    if (kind === '' || first.has(kind)) continue
    if (error === 'ValidationError' && (messages.size >= shownReasons || messages.has(expect.message)))
      continue
    messages.add(expect.message)
    first.set(kind, link(kind, linkTo(file)))
  }
  return [...first].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, markdown]) => markdown)
}

/** How the vendor failed to accept a request: a status, or what became of the connection. */
function failureOf(exchanges: Exchange[]): string {
  const failed = exchanges.filter((exchange) => !isAccepted(exchange)).at(-1)
  if (!failed) return ''
  if ('reply' in failed) return String(failed.reply.status)
  return { timeout: 'no answer in time', reset: 'broken connection', refused: 'no connection' }[failed.fault]
}

const isAccepted = (exchange: Exchange): boolean => 'reply' in exchange && exchange.reply.status < 300

/** Requests of one preset go to one address here, so different addresses with different ends are several presets. */
function isMixed({ fixture: { exchanges, expect }, takenBy }: Case): boolean {
  if (takenBy.length < 2 || expect.outcome === 'delivered') return false
  const accepted = exchanges.filter(isAccepted).map(({ request }) => request.url)
  const failed = exchanges.filter((exchange) => !isAccepted(exchange)).map(({ request }) => request.url)
  return accepted.some((url) => failed.length > 0 && !failed.includes(url))
}

const link = (text: string, target: string): string => `[${text}](${target})`
