/** The mistakes in a payload as one sentence for the person who must mend the mapping or the event. */
import type { ValidationIssue } from './types.ts'

const typeNames: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  object: 'an object',
  array: 'a list'
}

const formatNames: Record<string, string> = {
  'date-like': 'a date',
  email: 'an email address',
  uri: 'a URL',
  'date-time': 'a date with time'
}

/**
 * @param issues - what a {@link Validator} found
 * @param labels - the names people know the fields by, by key; without it, keys are used
 * @returns `customerName must be a text, but it is an object; clickId is missing`. Values never appear in it: they may be
 *   personal data
 */
export function describeIssues(issues: ValidationIssue[], labels: Record<string, string> = {}): string {
  const sentences = issues
    // It only repeats what the part after `then` said.
    .filter(({ keyword }) => keyword !== 'if')
    .map((issue) => describe(issue, labels))
  return [...new Set(sentences)].join('; ')
}

function describe(
  { instancePath, keyword, params, message }: ValidationIssue,
  labels: Record<string, string>
): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
  const name = nameOf(path, labels)
  switch (keyword) {
    case 'required':
      return `${nameOf([...path, String(params.missingProperty)], labels)} is missing`
    case 'type': {
      const types = ([] as unknown[]).concat(params.type).map((type) => typeNames[String(type)])
      return `${name} must be ${types.join(' or ')}, but it is ${typeNames[String(params.actual)] ?? 'of another type'}`
    }
    case 'enum':
      return `${name} must be one of ${(params.allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`
    case 'minimum':
      return `${name} must be at least ${String(params.limit)}`
    case 'maximum':
      return `${name} must be at most ${String(params.limit)}`
    case 'minLength':
      return `${name} must have at least ${String(params.limit)} characters`
    case 'maxLength':
      return `${name} must have at most ${String(params.limit)} characters`
    case 'format':
      return `${name} must be ${formatNames[String(params.format)] ?? `in the format ${String(params.format)}`}`
    default:
      return `${name} ${message}`
  }
}

/** `items[0].price`; the payload itself has no key. */
function nameOf(path: string[], labels: Record<string, string>): string {
  const [first, ...rest] = path
  if (first === undefined) return 'the payload'
  const label = Object.hasOwn(labels, first) ? labels[first]! : first
  return label + rest.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')
}
