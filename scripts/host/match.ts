/** Compares a request with the one an exchange expects, and says in words where they differ. */
import { isObject } from '../runtime/author/text.ts'
import type { ExpectedRequest, RecordedRequest } from './exchange.ts'

export interface Difference {
  part: 'method' | 'url' | 'headers' | 'body'
  /** `body.customerExternalId: expected "user_123", sent nothing` */
  message: string
}

/** @returns every difference; none means that the request is the expected one */
export function compareRequest(sent: RecordedRequest, expected: ExpectedRequest): Difference[] {
  return [
    ...compareValue('method', sent.method, expected.method.toUpperCase()),
    ...compareValue('url', normalUrl(sent.url), normalUrl(expected.url)),
    ...compareHeaders(sent, expected),
    ...compareBody(sent.body, expected).map((message) => ({ part: 'body' as const, message }))
  ]
}

/**
 * The exchange that a request most probably was meant for: another URL or method weighs more than any number of
 * differences in the body.
 */
export function nearestRequest(
  sent: RecordedRequest,
  expected: ExpectedRequest[]
): { index: number; differences: Difference[] } | undefined {
  const weights = { method: 1000, url: 1000, headers: 1, body: 1 }
  let nearest: { index: number; differences: Difference[]; weight: number } | undefined
  for (const [index, request] of expected.entries()) {
    const differences = compareRequest(sent, request)
    const weight = differences.reduce((sum, { part }) => sum + weights[part], 0)
    if (!nearest || weight < nearest.weight) nearest = { index, differences, weight }
  }
  return nearest && { index: nearest.index, differences: nearest.differences }
}

function compareValue(part: 'method' | 'url', sent: string, expected: string): Difference[] {
  return sent === expected ? [] : [{ part, message: `${part}: expected ${expected}, sent ${sent}` }]
}

/** `https://api.example.com` and `https://api.example.com/` are the same request. */
function normalUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url
}

function compareHeaders(sent: RecordedRequest, expected: ExpectedRequest): Difference[] {
  const wrong = Object.entries(expected.headers ?? {}).flatMap(([name, value]) => {
    const actual = sent.headers[name.toLowerCase()]
    return actual === value ? [] : [`header ${name}: expected ${show(value)}, sent ${show(actual)}`]
  })
  const unwanted = (expected.withoutHeaders ?? []).flatMap((name) => {
    const actual = sent.headers[name.toLowerCase()]
    return actual === undefined ? [] : [`header ${name}: expected nothing, sent ${show(actual)}`]
  })
  return [...wrong, ...unwanted].map((message) => ({ part: 'headers', message }))
}

function compareBody(sent: string | undefined, expected: ExpectedRequest): string[] {
  if (expected.json !== undefined) {
    const json = parseJson(sent)
    return json
      ? jsonDifferences('body', json.value, expected.json)
      : [`body: expected JSON, sent ${show(sent)}`]
  }
  if (expected.form !== undefined) return formDifferences(sent ?? '', expected.form)
  return sent === expected.text ? [] : [`body: expected ${show(expected.text)}, sent ${show(sent)}`]
}

function parseJson(text: string | undefined): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text ?? '') as unknown }
  } catch {
    return undefined
  }
}

function formDifferences(sent: string, expected: Record<string, string>): string[] {
  const pairs = [...new URLSearchParams(sent)]
  const fields = Object.fromEntries(pairs)
  // With a set, as forms can have ten thousand fields, and the function's time runs on meanwhile.
  const seen = new Set<string>()
  const repeated = pairs.filter(([name]) => {
    const isKnown = seen.has(name)
    seen.add(name)
    return isKnown
  })
  return [
    ...jsonDifferences('body', fields, expected),
    ...repeated.map(([name]) => `body.${name}: sent more than once`)
  ]
}

/** Exact: 1 is not "1", and a key that is undefined in JSON is a missing one. */
export function jsonDifferences(path: string, sent: unknown, expected: unknown): string[] {
  if (Array.isArray(sent) && Array.isArray(expected)) {
    const length = Math.max(sent.length, expected.length)
    return Array.from({ length }, (_, i) => jsonDifferences(`${path}[${i}]`, sent[i], expected[i])).flat()
  }
  if (isObject(sent) && isObject(expected)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(sent)])
    return [...keys].flatMap((key) => jsonDifferences(`${path}.${key}`, own(sent, key), own(expected, key)))
  }
  return sent === expected ? [] : [`${path}: expected ${show(expected)}, sent ${show(sent)}`]
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
