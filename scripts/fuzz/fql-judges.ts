/**
 * What is odd about a condition, by the reference parser and by the text: the compiler's own reader has no say in it.
 */
import { destinationSubscriptions } from '../shared/actions-core.ts'
import type { Comparison, Condition } from '../compile/types.ts'
import { outcomeOf } from './reference.ts'

const { generateFql, parseFql, validate } = destinationSubscriptions

type Subscription = ReturnType<typeof parseFql>

/** What Segment's parser understood, as a condition again; nothing where it left a hole. */
export function asRead(fql: string): string {
  const written = outcomeOf(() => generateFql(parseFql(fql)))
  return 'value' in written ? (written.value as string) : ''
}

export const comparisonsAsRead = (fql: string): Comparison[] => comparisonsOf(parseFql(fql) as Condition)

/** The parser leaves holes where it found nothing between parentheses. */
function comparisonsOf(condition: Condition | undefined): Comparison[] {
  if (condition?.type === 'group') return condition.children.flatMap(comparisonsOf)
  return condition === undefined ? [] : [condition]
}

const operators =
  /^(!?=|(not_)?(exists|contains|starts_with|ends_with)|number_(not_)?equals|is_(true|false)|[<>]=?)$/

export const isAlwaysFalse = ({ type, operator }: Comparison): boolean =>
  !operators.test(operator) ||
  (/[<>]/.test(operator) && ['event-type', 'event', 'name', 'userId'].includes(type))

/** Whether the evaluator throws at it. */
export function isFailing(comparison: Comparison): boolean {
  const alone = { type: 'group', operator: 'and', children: [comparison] } as unknown as Subscription
  return 'error' in outcomeOf(() => validate(alone, { properties: {}, traits: {}, context: {} }))
}

/** Whether it is true for some type of event in which everything else is as it should be. */
export function canBeTrue(fql: string): boolean {
  return ['identify', 'track', 'page', 'screen', 'group', 'alias'].some((type) => {
    const met = { type: 'event-type', operator: '=', value: type } as const
    const hopeful = (condition: Condition | undefined): Condition => {
      if (condition?.type === 'group') return { ...condition, children: condition.children.map(hopeful) }
      return condition?.type === 'event-type' ? condition : met
    }
    return validate(hopeful(parseFql(fql) as Condition) as Subscription, { type })
  })
}

/** The second arguments of match(), whose name, too, can be written with escapes. */
export const patternsOf = (fql: string): string[] =>
  [
    ...fql
      .replace(/\\(.)|"[^"]*"/gsu, (text, sign?: string) => sign?.replace(/\W/u, '%') ?? text)
      .matchAll(/match\s*\([^,]*,\s*"([^"]*)"/g)
  ].map(([, pattern]) => pattern!)

/** More than one star at an end, or what stands for other characters in a glob. */
export const isPattern = (text: string): boolean =>
  !/^\*|\*$/.test(text) || /[*?[\]\\]/.test(text.endsWith('*') ? text.slice(0, -1) : text.slice(1))

export const unquoted = (fql: string): string =>
  fql.replace(/\\.|"[^"]*"/gsu, (text) => (text.startsWith('"') ? '""' : text))

/**
 * A condition without what its meaning does not depend on: white space, escapes of keys, how a number is written, and
 * parentheses around a single comparison.
 */
export function normalized(fql: string): string {
  const texts: string[] = []
  let plain = fql
    .replace(/\\(.)|"[^"]*"/gsu, (text, sign?: string) =>
      sign === undefined
        ? `#${texts.push(text)} `
        : sign.replace(/[^\w-]/u, (odd) => `%${odd.codePointAt(0)}`)
    )
    .replace(/\s*(!=|<=|>=|[=<>,()!])\s*/g, ' $1 ')
    .replace(/(?<=[=<>] )[+-]?\d+(\.\d+)?/g, (number) => String(Number(number)))
    .replace(/(contains|match) \( +(\S+) +, +(\S+) +\)/g, '$1[$2,$3]')
    .replace(/\s+/g, ' ')
    .trim()
  for (let before = ''; before !== plain;) {
    before = plain
    plain = plain.replace(/\( ((?:(?! and | or )[^()])*) \)/g, '$1').replace(/^\( ([^()]*) \)$/, '$1')
  }
  return JSON.stringify([plain.replace(/#\d+/g, '#'), texts])
}
