/** The mistakes in a payload as one sentence for the person who must mend the mapping or the event. */
import type { ValidationIssue } from '../author/types.ts'

/**
 * @param issues - what a {@link Validator} found
 * @param labels - the names people know the fields by, by key; without it, keys are used
 * @returns `customerName must be a text, but it is an object; items[0].price is missing`. Values never appear in it: they
 *   may be personal data
 */
export function describeIssues(issues: ValidationIssue[], labels: Record<string, string> = {}): string {
  return issues.map(({ path, message }) => `${nameOf(path, labels)} ${message}`).join('; ')
}

/** `items[0].price`; the payload itself has no key. */
function nameOf([first, ...rest]: string[], labels: Record<string, string>): string {
  if (first === undefined) return 'the payload'
  const label = Object.hasOwn(labels, first) ? labels[first]! : first
  return label + rest.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')
}
