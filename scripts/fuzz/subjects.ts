/** What is compared: emitted mappings, conditions and validators, each with the engine it stands in for. */
import fc from 'fast-check'
import { destinationSubscriptions } from '../shared/actions-core.ts'
import { emitCondition } from '../compile/emit/condition.ts'
import { emitMapping } from '../compile/emit/mapping.ts'
import { emitValidators } from '../compile/emit/validators.ts'
import { readCondition } from '../compile/read/condition.ts'
import { readMapping } from '../compile/read/mapping.ts'
import type { Place } from '../compile/read/place.ts'
import { readSchema } from '../compile/read/schema.ts'
import { UserError } from '../shared/errors.ts'
import type { Fields, SegmentEvent, ValidationIssue, Validator } from '../runtime/author/types.ts'
import { condition } from './conditions.ts'
import { difference } from './difference.ts'
import { fields, payloadsOf } from './fields.ts'
import { mapping } from './mappings.ts'
import { fieldsToJsonSchema, freshValidation, isRefused, outcomeOf, referenceTransform } from './reference.ts'
import type { ConditionCase, MappingCase } from './cases.ts'
import type { Refusal } from './refusals.ts'
import { conditionRefusals, mappingRefusals } from './refusals.ts'
import { copy, event } from './values.ts'

export interface Subject<Case> {
  cases: fc.Arbitrary<Case>
  /** How many inputs each case runs. */
  inputs: number
  /** @throws {@link UserError} when the compiler refuses the case */
  emit: (testCase: Case) => string
  /** Whether the reference engine, too, refuses the case before it sees an input. */
  isRefused: (testCase: Case) => boolean
  /** What else the compiler refuses. */
  refusals: Refusal<Case>[]
  /** Called for a group of cases; what it returns gives the first difference of each. */
  prepare: () => (testCase: Case, compiled: unknown) => string | undefined
}

type Event = Record<string, unknown>

const place: Place = { text: 'the case', code: 'definition' }

const mappings: Subject<MappingCase> = {
  inputs: 2,
  cases: fc.record({ mapping, events: fc.array(event, { minLength: 2, maxLength: 2 }) }),
  emit: ({ mapping }) => emitMapping(readMapping(mapping, place)).code,
  isRefused: ({ mapping }) => isRefused(mapping),
  refusals: mappingRefusals,
  prepare:
    () =>
    ({ mapping, events }, compiled) =>
      first(events, (event) => {
        const before = copy(event)
        const expected = referenceTransform(mapping, event)
        const actual = outcomeOf(() => (compiled as (event: Event) => unknown)(event))
        return difference(actual, expected) ?? difference(event, before)
      })
}

const conditions: Subject<ConditionCase> = {
  inputs: 4,
  cases: fc.record({ fql: condition, events: fc.array(event, { minLength: 4, maxLength: 4 }) }),
  emit: ({ fql }) => `(event) => ${emitCondition(readCondition(fql, place).condition)}`,
  isRefused: ({ fql }) => 'error' in destinationSubscriptions.parseFql(fql),
  refusals: conditionRefusals,
  prepare: () => {
    const { parseFql, validate } = destinationSubscriptions
    return ({ fql, events }, compiled) => {
      const types: string[] = readCondition(fql, place).types
      return first(events, (event) => {
        const expected = outcomeOf(() => validate(parseFql(fql), event))
        const actual = outcomeOf(() => (compiled as (event: SegmentEvent) => unknown)(event as SegmentEvent))
        const missed = 'value' in expected && expected.value === true && isMissed(event.type, types)
        return difference(actual, expected) ?? (missed ? `no handler for ${String(event.type)}` : undefined)
      })
    }
  }
}

interface ValidationCase {
  fields: Fields
  isBatch: boolean
  payloads: unknown[]
}

const payloadsPerSchema = 20

const validations: Subject<ValidationCase> = {
  inputs: payloadsPerSchema,
  cases: fields.chain((fields) =>
    fc.record({
      fields: fc.constant(fields),
      isBatch: fc.boolean(),
      payloads: payloadsOf(fields, payloadsPerSchema)
    })
  ),
  emit: ({ fields }) => {
    const source = emitValidators({ action: readSchema(fields, place) })
    return `(() => { ${source.replace('export const validators =', 'return')} })().action`
  },
  isRefused: ({ fields }) => {
    const schema = fieldsToJsonSchema(fields)
    return 'error' in schema || 'schemaError' in freshValidation()(schema.value as object, {}, false)
  },
  refusals: [],
  prepare: () => {
    const validate = freshValidation()
    return ({ fields, isBatch, payloads }, compiled) => {
      const schema = fieldsToJsonSchema(fields)
      if ('error' in schema) return `the schema is refused: ${schema.error}`
      return first(payloads, (payload) => {
        const expected = validate(schema.value as object, copy(payload), isBatch)
        const actual = (compiled as Validator)(copy(payload), isBatch)
        if ('schemaError' in expected) return expected.schemaError
        const pointers = actual.issues.map(pointerOf)
        return (
          difference(pointers.length === 0, expected.pointers.length === 0, 'validity') ??
          difference(pointers.sort(), expected.pointers.sort(), 'pointers') ??
          difference(actual.payload, expected.payload, 'payload')
        )
      })
    }
  }
}

/** Where AJV reports a mistake: a missing value at what should hold it. */
const pointerOf = ({ path, message }: ValidationIssue): string =>
  (message === 'is missing' ? path.slice(0, -1) : path)
    .map((step) => `/${step.replace(/~/g, '~0').replace(/\//g, '~1')}`)
    .join('')

const isMissed = (type: unknown, types: string[]): boolean =>
  ['identify', 'track', 'page', 'screen', 'group', 'alias'].includes(type as string) &&
  !types.includes(type as string)

function first<T>(inputs: T[], compare: (input: T) => string | undefined): string | undefined {
  for (const input of inputs) {
    const found = compare(input)
    if (found) return found
  }
  return undefined
}

export const subjects = { mapping: mappings, condition: conditions, validation: validations }

/** The emitted source, or undefined when the compiler refuses the case. */
export function emitted<Case>(subject: Subject<Case>, testCase: Case): string | undefined {
  try {
    return subject.emit(testCase)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}
