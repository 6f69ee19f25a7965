/**
 * The table of deliberate differences: what the compiler refuses although the reference engine takes it. There are no
 * others, and no emitted code differs. Each row says why, and is judged by the reference engine or by what is written,
 * never by the compiler; a refusal that is in no row counts as a difference.
 */
import { Liquid } from 'liquidjs'
import {
  asRead,
  canBeTrue,
  comparisonsAsRead,
  isAlwaysFalse,
  isFailing,
  isPattern,
  normalized,
  patternsOf,
  unquoted
} from './fql-judges.ts'
import { isRefused, outcomeOf, referenceTransform } from './reference.ts'
import type { ConditionCase, MappingCase } from './cases.ts'

export interface Refusal<Case> {
  /** Why refusing is better than doing as the reference engine does. */
  reason: string
  /** Refused for this reason alone. */
  example: Case
  applies: (testCase: Case) => boolean
}

const mapped = (a: unknown): MappingCase => ({ mapping: { a }, events: [] })

export const mappingRefusals: Refusal<MappingCase>[] = [
  {
    reason: 'a directive does not exist, which the engine notices only where it gets to it',
    example: mapped({ '@if': { exists: 1, then: 1, else: [{ '@pth': '$.a' }] } }),
    applies: ({ mapping }) => partsOf(mapping).some(hasUnknownDirective)
  },
  {
    reason: 'Liquid fails whatever the event is, which the engine notices only where it gets to it',
    example: mapped({ '@if': { exists: 1, then: 1, else: { '@liquid': '{{ a' } } }),
    applies: ({ mapping }) => partsOf(mapping).some(hasBrokenLiquid)
  },
  {
    reason: 'a Liquid filter does not exist, which the engine passes over',
    example: mapped({ '@liquid': '{{ userId | upcas }}' }),
    applies: ({ mapping }) => partsOf(mapping).some(hasUnknownFilter)
  },
  {
    reason: '@if has neither "exists" nor "blank", at which the engine fails where it gets to it',
    example: mapped({ '@if': { exist: { '@path': '$.a' }, then: 1 } }),
    applies: ({ mapping }) =>
      partsOf(mapping).some(({ '@if': options }) => isPart(options) && !options.exists && !options.blank)
  },
  {
    reason: '@case knows neither upper nor lower case, at which the engine fails for every text',
    example: mapped({ '@case': { operator: 'uper', value: { '@path': '$.a' } } }),
    applies: ({ mapping }) =>
      partsOf(mapping).some(
        ({ '@case': options }) => isPart(options) && !['lower', 'upper'].includes(options.operator as string)
      )
  },
  {
    reason: 'a template has braces that are not closed, which the engine sends as they are',
    example: mapped({ '@template': 'Hi {{ userId' }),
    applies: ({ mapping }) => partsOf(mapping).some(hasOpenTemplate)
  },
  {
    reason: 'a path has brackets that do not match, where the engine finds nothing',
    example: mapped({ '@path': '$.timestamp[0' }),
    applies: ({ mapping }) => partsOf(mapping).some(hasOpenPath)
  },
  {
    reason: 'a mapping inside @transform is invalid, which the engine does not check inside a list',
    example: mapped([{ '@transform': { apply: { a: { '@path': 5 } }, mapping: {} } }]),
    applies: ({ mapping }) => partsOf(mapping).some(hasInvalidTransform)
  }
]

const condition = (fql: string): ConditionCase => ({ fql, events: [] })

export const conditionRefusals: Refusal<ConditionCase>[] = [
  {
    reason: "Segment's parser reads something else than is written, and would take the wrong events",
    example: condition('type = "track" and event = "A" or event = "B"'),
    applies: ({ fql }) => normalized(fql) !== normalized(asRead(fql))
  },
  {
    reason: '"!= true" and "!= false" compare with a text, so that the boolean itself passes',
    example: condition('properties.vip != true'),
    applies: ({ fql }) => /!=\s*(true|false)\b/.test(unquoted(fql))
  },
  {
    reason: 'a field does not take the operator, so that the comparison is always false',
    example: condition('userId > 5'),
    applies: ({ fql }) => comparisonsAsRead(fql).some(isAlwaysFalse)
  },
  {
    reason: 'a value has an escape, which only keys have',
    example: condition('properties.a >= \\5'),
    applies: ({ fql }) => /[=<>]\s*\\/.test(unquoted(fql))
  },
  {
    reason: 'a pattern has signs that mean something in a pattern, and are compared as they are',
    example: condition('match(event, "A?B*")'),
    applies: ({ fql }) => patternsOf(fql).some(isPattern)
  },
  {
    reason: 'a path has no key at all, at which the evaluator fails',
    example: condition('traits.\\[ = "a"'),
    applies: ({ fql }) => comparisonsAsRead(fql).some(isFailing)
  },
  {
    reason: 'it can never be true',
    example: condition('type = "track" and type = "page"'),
    applies: ({ fql }) => !canBeTrue(fql)
  }
]

const directives = new Set(
  'if case replace arrayPath path template literal flatten json merge transform excludeWhenNull liquid'
    .split(' ')
    .map((name) => `@${name}`)
)

type Part = Record<string, unknown>

function partsOf(value: unknown): Part[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Part, ...Object.values(value).flatMap(partsOf)]
}

function hasUnknownDirective(part: Part): boolean {
  const name = Object.keys(part).find((key) => key.startsWith('@'))
  return name !== undefined && !directives.has(name)
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const strict = new Liquid({ strictFilters: true })

function hasUnknownFilter({ '@liquid': template }: Part): boolean {
  const outcome = outcomeOf(() => strict.parse(template as string))
  return typeof template === 'string' && 'error' in outcome && outcome.error.includes('undefined filter')
}

/** Braces of either kind that are left when all that are filled in are gone. */
const hasOpenTemplate = ({ '@template': template }: Part): boolean =>
  typeof template === 'string' && /\{\{/.test(template.replace(/\{\{\{?[^}]+\}\}/g, ''))

function hasOpenPath(part: Part): boolean {
  const paths = [part['@path'], ...(Array.isArray(part['@arrayPath']) ? part['@arrayPath'].slice(0, 1) : [])]
  return paths.some(
    (path) => typeof path === 'string' && path.match(/\[/g)?.length !== path.match(/\]/g)?.length
  )
}

const hasBrokenLiquid = (part: Part): boolean =>
  '@liquid' in part && 'error' in referenceTransform({ part: { '@liquid': part['@liquid'] } }, {})

function hasInvalidTransform(part: Part): boolean {
  const { apply } = (part['@transform'] ?? {}) as Part
  return apply !== undefined && isRefused(apply)
}
