/**
 * Judges a source's fixture: whether both forms of its body led to the expected messages and the expected outcome. Every
 * problem says what happened, where, and what to do.
 */
import type { SentMessage, SourceInvocation } from '../host/types.ts'
import { jsonDifferences } from '../host/match.ts'
import type { SourceFixture } from './source-fixture.ts'

/**
 * @param text - what came of the request with its body as text
 * @param object - what came of it with its body parsed; undefined when that was not tried
 * @returns one text per problem; none when the fixture passes
 */
export function judgeSource(
  fixture: SourceFixture,
  text: SourceInvocation,
  object: SourceInvocation | undefined
): string[] {
  const ofText = problemsOf(fixture, text)
  const ofObject = object ? problemsOf(fixture, object) : []
  const problems = [
    ...ofText.map((lines) => (object && !has(ofObject, lines) ? asForm('text', lines) : lines)),
    ...ofObject.filter((lines) => !has(ofText, lines)).map((lines) => asForm('an object', lines))
  ]
  return problems.map(([happened, ...rest]) =>
    [`${fixture.file}: ${happened}`, ...rest.map((line) => `  ${line}`)].join('\n')
  )
}

type Lines = [string, ...string[]]

const has = (all: Lines[], lines: Lines): boolean => all.some((other) => other.join() === lines.join())

/** Said only where the other form of the body does not have the same problem. */
const asForm = (form: string, [happened, ...rest]: Lines): Lines => [
  `with the body as ${form}, ${happened}`,
  ...rest
]

function problemsOf({ sends, expect, exchanges }: SourceFixture, run: SourceInvocation): Lines[] {
  const { unmatched = [], unused = [] } = run.exchanges ?? {}
  return [
    ...outcomeProblems(expect, run),
    ...sendProblems(sends, run),
    ...unmatched.map(({ request, nearest }): Lines => {
      const { method, url } = run.requests[request]!
      const differences = nearest?.differences.map(({ message }) => message).join('; ')
      return [
        `the function sent ${method} ${url}, which no exchange expects.`,
        ...(differences ? [`Nearest: exchange ${nearest!.exchange + 1}, where ${differences}.`] : []),
        'Add the exchange to the fixture.'
      ]
    }),
    ...unused.map((index): Lines => [
      `the function never sent ${exchanges[index]!.request.method} ${exchanges[index]!.request.url}, which exchange ${index + 1} expects.`,
      'Take the exchange out, or look why nothing was asked.'
    ])
  ]
}

function outcomeProblems(expect: SourceFixture['expect'], { outcome, error }: SourceInvocation): Lines[] {
  const told = error ? `It threw ${error.name}: ${error.message}` : 'It threw nothing.'
  if (expect.outcome !== outcome)
    return [
      [
        `the outcome is ${outcome} where ${expect.outcome} is expected.`,
        told,
        'Change expect.outcome, or the request.'
      ]
    ]
  if (expect.error !== undefined && expect.error !== error?.name)
    return [
      [
        `the error is ${error?.name ?? 'absent'} where ${expect.error} is expected.`,
        told,
        'Change expect.error to the class of the error.'
      ]
    ]
  if (expect.message !== undefined && !error?.message.includes(expect.message))
    return [
      [
        `the error's message does not contain ${JSON.stringify(expect.message)}.`,
        told,
        'Change expect.message to a part of it.'
      ]
    ]
  return []
}

function sendProblems(expected: SentMessage[], { sends }: SourceInvocation): Lines[] {
  const count = Math.max(expected.length, sends.length)
  return Array.from({ length: count }, (_, index): Lines[] => {
    const name = `message ${index + 1}`
    if (index >= sends.length)
      return [
        [`${name} was never sent: ${describe(expected[index]!)}.`, 'Take it out of "sends", or look why.']
      ]
    if (index >= expected.length)
      return [[`${name} is one too many: ${cut(JSON.stringify(sends[index]))}`, 'Add it to "sends".']]
    const differences = jsonDifferences(name, sends[index], expected[index])
    if (differences.length === 0) return []
    const shown = differences.slice(0, 10).map(cut)
    const more = differences.length > shown.length ? [`and ${differences.length - shown.length} more`] : []
    return [
      [
        `${name} differs from "sends".`,
        `${[...shown, ...more].join('; ')}.`,
        'Change "sends", or the source.'
      ]
    ]
  }).flat()
}

const describe = ({ type, event }: SentMessage): string =>
  typeof event === 'string' ? `${type} "${event}"` : type

const longestShown = 300
const cut = (text: string) => (text.length > longestShown ? `${text.slice(0, longestShown)}…` : text)
