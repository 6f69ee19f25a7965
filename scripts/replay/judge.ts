/**
 * Judges a fixture: whether both engines sent what its exchanges expect, the same requests, and came to the expected
 * outcome. Every problem says what happened, where, and what to do.
 */
import type { Exchange, RecordedRequest } from '../host/exchange.ts'
import type { Invocation, UnmatchedRequest } from '../host/types.ts'
import { compareRequest } from '../host/match.ts'
import { outcomeOfStatus } from '../host/batch.ts'
import { isLost } from '../host/verdict.ts'
import type { DifferenceId } from './differences.ts'
import type { Fixture } from './fixture.ts'
import type { ReferenceRun } from './reference.ts'

type Run = Pick<
  Invocation,
  'outcome' | 'error' | 'failure' | 'statuses' | 'requests' | 'exchanges' | 'unawaited'
>

/**
 * @param fixture - what is expected
 * @param compiled - what the compiled function did in the host
 * @param reference - what actions-core made of the same events
 * @returns one text per problem, of up to three lines; none when the fixture passes
 */
export function judge(fixture: Fixture, compiled: Run, reference: ReferenceRun): string[] {
  const broken = brokenProblem(compiled, reference)
  if (broken) return [problem(fixture, ...broken)]
  if (fixture.differs !== undefined) return judgeAlone(fixture, fixture.differs, compiled, reference)
  return [
    ...together(fixture, unawaitedProblems(compiled), unawaitedProblems(reference)),
    ...together(fixture, exchangeProblems(fixture, compiled), exchangeProblems(fixture, reference)),
    ...requestDifferences(compiled.requests, reference.requests).map((lines) => problem(fixture, ...lines)),
    // A request without an exchange was not answered, so that the outcome would only say the same again.
    ...(isAnswered(compiled) && isAnswered(reference)
      ? [...outcomeProblems(fixture, compiled), ...disagreements(compiled, reference)]
      : []
    ).map((lines) => problem(fixture, ...lines))
  ]
}

/** Of a difference on purpose actions-core says only whether there is one. */
function judgeAlone(
  fixture: Fixture,
  differs: DifferenceId,
  compiled: Run,
  reference: ReferenceRun
): string[] {
  const own = [
    ...[...unawaitedProblems(compiled), ...exchangeProblems(fixture, compiled)].map((deed) =>
      deed('the compiled function')
    ),
    ...(isAnswered(compiled) ? outcomeProblems(fixture, compiled) : [])
  ]
  const agrees =
    requestDifferences(compiled.requests, reference.requests).length === 0 &&
    disagreements(compiled, reference).length === 0
  const idle: Lines[] = agrees
    ? [
        [
          `it names the difference "${differs}", but the compiled function and actions-core do the same.`,
          'Take "differs" out.'
        ]
      ]
    : []
  return [...own, ...idle].map((lines) => problem(fixture, ...lines))
}

/**
 * @returns how two runs of the same events differ in what was sent and in how it ended, a sentence each; none when they agree
 */
export const runDifferences = (compiled: Run, reference: ReferenceRun): string[] =>
  [...requestDifferences(compiled.requests, reference.requests), ...disagreements(compiled, reference)].map(
    (lines) => lines.slice(0, -1).join(' ')
  )

const isAnswered = ({ exchanges }: Pick<Run, 'exchanges'>): boolean =>
  !exchanges || exchanges.unmatched.length === 0

/** What happened, where, what to do; each a line. */
type Lines = [string, ...string[]]

/** Begins with the one who did it, which is not known yet. */
type Deed = (who: string) => Lines

const problem = (fixture: Fixture, happened: string, ...rest: string[]) =>
  [`${fixture.file}: ${happened}`, ...rest.map((line) => `  ${line}`)].join('\n')

/** A mistake that both engines make is the fixture's or the definition's, and is told once. */
function together(fixture: Fixture, compiled: Deed[], reference: Deed[]): string[] {
  const tell = (deed: Deed, who: string) => problem(fixture, ...deed(who))
  const ofReference = new Set(reference.map((deed) => tell(deed, 'the function')))
  const ofCompiled = new Set(compiled.map((deed) => tell(deed, 'the function')))
  const only = (deeds: Deed[], others: Set<string>, who: string) =>
    deeds.filter((deed) => !others.has(tell(deed, 'the function'))).map((deed) => tell(deed, who))
  return [
    ...[...ofCompiled].filter((text) => ofReference.has(text)),
    ...only(compiled, ofReference, 'the compiled function'),
    ...only(reference, ofCompiled, 'actions-core')
  ]
}

/** An engine that came to no end says nothing about the fixture, and what it left undone is no further problem. */
function brokenProblem(compiled: Run, reference: ReferenceRun): Lines | undefined {
  const hint =
    'Let every promise of the action settle and be awaited or caught, and let no loop run without end.'
  if (reference.broken !== undefined) return [`the action broke in actions-core: ${reference.broken}.`, hint]
  if (isLost(compiled)) return [`the compiled function broke: ${compiled.error!.message}.`, hint]
  return undefined
}

function unawaitedProblems({ unawaited = [] }: Pick<Run, 'unawaited'>): Deed[] {
  return [...new Set(unawaited)].map((request) => (who) => [
    `the request to ${cut(request)} was not awaited: it was open when ${who} ended.`,
    'Segment freezes the process then, and the event counts as delivered whatever comes of the request.',
    'Return or await every request in perform.'
  ])
}

function exchangeProblems(fixture: Fixture, run: Pick<Run, 'requests' | 'exchanges'>): Deed[] {
  const { unmatched, unused } = run.exchanges ?? { unmatched: [], unused: [] }
  // The exchange a wrong request was probably meant for is not worth a second problem.
  const explained = unmatched.flatMap(({ nearest }) => (nearest ? [nearest.exchange] : []))
  return [
    ...unmatched.map((entry) => unmatchedProblem(fixture, run.requests[entry.request]!, entry)),
    ...unused
      .filter((index) => !explained.includes(index))
      .map((index) => unusedProblem(fixture.exchanges[index]!, index))
  ]
}

function unmatchedProblem(fixture: Fixture, request: RecordedRequest, { nearest }: UnmatchedRequest): Deed {
  return (who) => [
    `${who} sent ${nameOf(request)}, which no exchange expects.`,
    nearest === undefined ? `Its body: ${cut(request.body ?? 'none')}` : nearestLine(nearest),
    `Add the exchange to the fixture, or change the mapping in segment.config.json (functions.${fixture.function}.presets).`
  ]
}

/** `Nearest: exchange 1, where body.name: expected "A", sent "B".` */
export function nearestLine({
  exchange,
  used,
  differences
}: NonNullable<UnmatchedRequest['nearest']>): string {
  const name = `Nearest: exchange ${exchange + 1}`
  if (differences.length === 0)
    return `${name}, which ${used ? 'an earlier request has used' : 'is the same'}.`
  const shown = differences.slice(0, 10).map(({ message }) => cut(message))
  const more = differences.length > shown.length ? [`and ${differences.length - shown.length} more`] : []
  return `${name}${used ? ' (used by an earlier request)' : ''}, where ${[...shown, ...more].join('; ')}.`
}

function unusedProblem({ request }: Exchange, index: number): Deed {
  return (who) => [
    `${who} never sent ${nameOf(request)}, which exchange ${index + 1} expects.`,
    'Take the exchange out, or look why nothing was sent: the subscription, the settings, an earlier reply.'
  ]
}

/** Headers that belong to the connection, not to what is said over it. */
const connectionHeaders = ['accept-encoding', 'connection', 'content-length', 'host']

/** Compares as multisets: several subscriptions of a compiled function send at the same time. */
function requestDifferences(compiled: RecordedRequest[], reference: RecordedRequest[]): Lines[] {
  const left = [...reference]
  const onlyCompiled = compiled.filter((request) => {
    const index = left.findIndex((other) => sameRequest(request, other))
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
  if (onlyCompiled.length === 0 && left.length === 0) return []
  const [one] = onlyCompiled
  const [other] = left
  return [
    [
      'the compiled function and actions-core sent different requests.',
      ...(one && other
        ? [`${nameOf(one)} and ${nameOf(other)} differ: ${requestDifference(one, other)}.`]
        : [
            ...onlyCompiled.map((r) => `Only compiled: ${nameOf(r)}`),
            ...left.map((r) => `Only actions-core: ${nameOf(r)}`)
          ]),
      'The definition does something that its compiled form cannot do the same way; please report it with the fixture.'
    ]
  ]
}

const sameRequest = (one: RecordedRequest, other: RecordedRequest) => requestDifference(one, other) === ''

function requestDifference(compiled: RecordedRequest, reference: RecordedRequest): string {
  const { method, url, body } = reference
  const names = new Set([...Object.keys(compiled.headers), ...Object.keys(reference.headers)])
  const headers = [...names].filter(
    (name) =>
      !connectionHeaders.includes(name) &&
      withoutMachine(name, compiled.headers[name]) !== withoutMachine(name, reference.headers[name])
  )
  const differences = [
    ...compareRequest(compiled, { method, url, ...bodyOf(body) }).map(({ message }) => cut(message)),
    ...headers.map((name) => `header ${name}: ${compiled.headers[name]} and ${reference.headers[name]}`)
  ]
  return differences.join('; ')
}

/** AWS's SDK says which kernel and which Node it runs on, which nobody can know in a Function. */
const withoutMachine = (name: string, value: string | undefined): string | undefined =>
  name === 'user-agent' ? value?.replaceAll(/ (os\/linux|md\/nodejs)(#\S*)?/g, '') : value

function bodyOf(body: string | undefined): { json?: unknown; text?: string } {
  if (body === undefined) return {}
  try {
    return { json: JSON.parse(body) as unknown }
  } catch {
    return { text: body }
  }
}

function outcomeProblems({ expect }: Fixture, run: Run): Lines[] {
  const problems: Lines[] = []
  if (expect.outcome !== undefined && expect.outcome !== run.outcome)
    problems.push([
      `the outcome is ${run.outcome} where ${expect.outcome} is expected.`,
      `${told(run)}.`,
      'Change expect.outcome, or what the vendor answers in the exchanges.'
    ])
  else if (expect.error !== undefined && expect.error !== run.error?.name)
    problems.push([
      `the error is ${run.error?.name ?? 'absent'} where ${expect.error} is expected.`,
      `${told(run)}.`,
      'Change expect.error to the class of the error.'
    ])
  else if (expect.message !== undefined && !run.error?.message.includes(expect.message))
    problems.push([
      `the error's message does not contain ${JSON.stringify(expect.message)}.`,
      `${told(run)}.`,
      'Change expect.message to a part of it.'
    ])
  if (
    expect.statuses !== undefined &&
    expect.statuses.join() !== run.statuses?.map(({ status }) => status).join()
  )
    problems.push([
      `the statuses are ${run.statuses?.map(({ status }) => status).join(', ') ?? 'absent'} where ${expect.statuses.join(', ')} are expected.`,
      ...(run.statuses ?? []).flatMap(({ errormessage }, index) =>
        errormessage ? [`Event ${index + 1}: ${errormessage}`] : []
      ),
      'Change expect.statuses, or what the vendor answers in the exchanges.'
    ])
  return problems
}

function told({ error }: Pick<Run, 'error'>): string {
  return error ? `It threw ${error.name}: ${error.message.replace(/\.$/, '')}` : 'It threw nothing'
}

/** Both engines must come to the same end; their words may differ. */
function disagreements(compiled: Run, reference: ReferenceRun): Lines[] {
  const ends = {
    compiled: endOf(
      compiled.outcome,
      compiled.error?.name,
      compiled.statuses?.map(({ status }) => outcomeOfStatus(status))
    ),
    reference: endOf(reference.outcome, reference.error?.name, reference.outcomes)
  }
  if (ends.compiled === ends.reference) return []
  return [
    [
      'the compiled function and actions-core come to different outcomes.',
      `Compiled: ${ends.compiled}. actions-core: ${ends.reference}${reference.error ? ` (${reference.error.message})` : ''}.`,
      'The definition does something that its compiled form cannot do the same way; please report it with the fixture.'
    ]
  ]
}

/** A function's own timeout is what a RetryError would have been. */
function endOf(outcome: string, error: string | undefined, outcomes: string[] | undefined): string {
  if (outcomes) return outcomes.join(', ')
  return error === undefined || outcome === 'retried' ? outcome : `${outcome} with ${error}`
}

const nameOf = ({ method, url }: { method: string; url: string }) => `${method} ${cut(url)}`

const longestShown = 300
const cut = (text: string) => (text.length > longestShown ? `${text.slice(0, longestShown)}…` : text)
