/**
 * Runs `@liquid` templates as `@segment/actions-core` does (mapping-kit/liquid-directive): the same limits, tags and
 * filters. Bundled only into functions whose mappings have such templates, because the engine is large.
 */
import { createHash, createHmac } from 'node:crypto'
import type * as liquidjs from 'liquidjs'
// The build for Node reads files, which a function cannot.
// @ts-expect-error -- this build has no types of its own
import * as browserBuild from 'liquidjs/dist/liquid.browser.mjs'

const { Drop, Liquid, assert, toValueSync } = browserBuild as typeof liquidjs

const longestTemplate = 1000
const engine = new Liquid({ renderLimit: 500, parseLimit: longestTemplate, memoryLimit: 1e8 })

const disabled = (kind: string, name: string) => () => {
  throw new Error(`${kind} "${name}" is disabled`)
}

for (const tag of ['case', 'for', 'include', 'layout', 'render', 'tablerow']) {
  engine.registerTag(tag, { parse: disabled('tag', tag), render: disabled('tag', tag) })
}

export const disabledFilters = [
  'array_to_sentence_string',
  'concat',
  'find',
  'find_exp',
  'find_index',
  'find_index_exp',
  'group_by',
  'group_by_exp',
  'has',
  'has_exp',
  'map',
  'newline_to_br',
  'reject',
  'reject_exp',
  'reverse',
  'sort',
  'sort_natural',
  'uniq',
  'where_exp',
  'type'
]
for (const filter of disabledFilters) {
  engine.registerFilter(filter, disabled('filter', filter))
}

// The browser build makes these four of TextEncoder, TextDecoder and crypto.subtle, none of which a function has.
const asText = (value: unknown): string => {
  value = toValueSync(value)
  // `nil`, `blank` and `empty` are objects that stand for nothing.
  if (value instanceof Drop) value = value.valueOf()
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.map(asText).join('') : String(value)
}

const isBase64 = (text: string): boolean => {
  const bare = text.replace(/[\t\n\f\r ]/g, '')
  const unpadded = bare.length % 4 === 0 ? bare.replace(/==?$/, '') : bare
  return unpadded.length % 4 !== 1 && /^[A-Za-z0-9+/]*$/.test(unpadded)
}

engine.registerFilter('base64_encode', function (value: unknown) {
  const text = asText(value)
  this.context.memoryLimit.use(text.length)
  return Buffer.from(text, 'utf8').toString('base64')
})
engine.registerFilter('base64_decode', function (value: unknown) {
  const text = asText(value)
  this.context.memoryLimit.use(text.length)
  assert(isBase64(text), 'invalid base64 provided to base64_decode')
  return Buffer.from(text, 'base64').toString('utf8')
})
engine.registerFilter('sha256', function (value: unknown) {
  const text = asText(value)
  this.context.memoryLimit.use(text.length)
  return createHash('sha256').update(text, 'utf8').digest('hex')
})
engine.registerFilter('hmac_sha256', function (value: unknown, key: unknown) {
  const text = asText(value)
  const secret = asText(key)
  this.context.memoryLimit.use(text.length + secret.length)
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex')
})

/**
 * For the compiler.
 *
 * @throws when the template is no Liquid or has a tag that is disabled; disabled filters show only when they run
 */
export function parse(template: string): void {
  if (template.length > longestTemplate) throw new Error(`it has more than ${longestTemplate} characters`)
  engine.parse(template)
}

/**
 * @param template - at most 1,000 characters; the compiler has seen to it
 * @param data - the event, or an item of it
 */
export function evaluate(template: string, data: unknown): string {
  const result: unknown = engine.parseAndRenderSync(template, data as object)
  return typeof result === 'string' ? result : 'error'
}

/** The variables that a template reads, as `properties.name`. */
export const variablesOf = (template: string): string[] => engine.fullVariablesSync(template)
