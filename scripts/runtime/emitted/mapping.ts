/**
 * What emitted mappings call. Each function is one step of `transform` of `@segment/actions-core` (mapping-kit, get,
 * remove-undefined, flatten, placeholders) and keeps its odd cases: real mappings lean on them.
 */

type Keys = readonly string[]
type Dictionary = Record<string, unknown>

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1).toLowerCase()

/** An object as actions-core sees it, by its tag: not a list, a date or an error. */
export const isObject = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]'

/** Ends a mapping that the reference engine ends with the same message. */
export function fail(message: string): never {
  throw new Error(message)
}

/** Follows keys; a falsy value ends the way and is the result, so `0.x` is 0 and `null.x` is null. */
export function get(value: unknown, keys: Keys): unknown {
  for (const key of keys) {
    if (!value) return value
    value = (value as Dictionary)[key]
  }
  return value
}

/** Follows a path that is known only when the event is there. */
export function path(data: unknown, path: unknown): unknown {
  if (typeof path !== 'string') return fail(`@path: expected string, got ${tagOf(path)}`)
  return get(data, keysOf(path.replace('$.', '')))
}

/** `a.b[0]['c']` as `['a', 'b', '0', 'c']`, split as the reference engine does. */
export function keysOf(path: string): string[] {
  if (path === '' || path === '.') return []
  return path
    .split(/\[(?="|'|\d)|\.|(?<="|'|\d)]+/g)
    .filter((key) => key)
    .map((key) => key.replace(/'|"/g, ''))
}

/** The value, or undefined when it is blank: undefined, null, '', 0, false, [] and whatever else `== ''`. */
export function filled(value: unknown): unknown {
  return value !== undefined && value !== null && value != '' ? value : undefined
}

/** A value inside a template. */
export function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}

/** A template that cannot be taken apart when compiling: `{{{ }}}` fills in text whose `{{ }}` are filled in next. */
export function render(template: unknown, data: unknown = {}): string {
  if (typeof template !== 'string') return fail(`@template: expected string, got ${tagOf(template)}`)
  const fill = (braces: number) => (match: string) =>
    text(get(data, keysOf(match.slice(braces, -braces).trim())))
  return template.replace(/\{\{\{([^}]+)\}\}\}/g, fill(3)).replace(/\{\{([^}]+)\}\}/g, fill(2))
}

/** Changes a text and leaves every other value as it is. */
export function ifText(value: unknown, change: (text: string) => string): unknown {
  return typeof value === 'string' ? change(value) : value
}

/** `@replace` takes texts, numbers and booleans; of anything else it makes ''. */
export function replace(value: unknown, change: (text: string) => string): string {
  if (typeof value === 'string') return change(value)
  return typeof value === 'boolean' || typeof value === 'number' ? change(String(value)) : ''
}

/** `@arrayPath`: one object counts as a list of one; what is neither object nor list stays as it is. */
export function each(root: unknown, shape: (item: unknown) => unknown): unknown {
  if (Array.isArray(root)) return root.map((item) => shape(item))
  return isObject(root) ? [shape(root)] : root
}

export function separator(value: unknown): string {
  return typeof value === 'string' ? value : fail('@flatten requires a string separator')
}

export function flatten(separator: string, value: unknown, omitArrays: boolean): Dictionary {
  const flat: Dictionary = {}
  const add = (value: unknown, prefix: string): void => {
    if (isObject(value) || (!omitArrays && Array.isArray(value))) {
      for (const [key, item] of Object.entries(value)) add(item, prefix ? `${prefix}${separator}${key}` : key)
    } else if (prefix === '__proto__') {
      Object.defineProperty(flat, prefix, { value, enumerable: true, configurable: true, writable: true })
    } else flat[prefix] = value
  }
  add(value, '')
  return flat
}

export function decode(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Left: the first object's keys win. */
export function merge(direction: unknown, objects: unknown[]): Dictionary {
  return Object.assign({}, ...(direction === 'left' ? objects.reverse() : objects)) as Dictionary
}

/** `@transform`: maps, and maps the result again. */
export function transform(
  data: unknown,
  apply: (data: Dictionary) => unknown,
  mapping: (data: unknown) => unknown
): unknown {
  return mapping(clean(apply(dataOf(data))))
}

function dataOf(data: unknown = {}): Dictionary {
  return isObject(data) ? data : fail(`data must be an object, got ${tagOf(data)}`)
}

/** The data of a template; only an item of a list can be undefined. */
export function orEmpty(data: unknown = {}): unknown {
  return data
}

export function excludeNull(value: unknown): unknown {
  return value === null ? undefined : withoutNulls(value)
}

function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value
  const cleaned: Dictionary = Object.assign({}, value)
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (item === null) cleaned[key] = undefined
    else if (isObject(item)) cleaned[key] = withoutNulls(item)
  }
  return cleaned
}

/** Sets keys one after the other as an assignment in strict code does: `__proto__` sets the prototype. */
export function set(object: Dictionary, key: string, value: unknown): Dictionary {
  return Object.assign(object, { [key]: value })
}

/** Like {@link clean}, for an object that the caller has just written out: it is copied only if a key must go. */
export function compact(object: Dictionary): Dictionary {
  let isComplete = true
  for (const key in object) {
    const item = object[key]
    if (item === undefined) isComplete = false
    else if (typeof item === 'object' && item !== null) object[key] = clean(item)
  }
  if (isComplete) return object
  const left: Dictionary = {}
  for (const key in object) if (object[key] !== undefined) left[key] = object[key]
  return left
}

/** A value of a payload: what the event holds is copied. */
export function own(value: unknown): unknown {
  return typeof value === 'object' ? clean(value) : value
}

/** A copy without the keys whose value is undefined, at every depth. Payloads may be changed, events not. */
export function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(own)
  if (!isObject(value)) return value
  return Object.hasOwn(value, '__proto__') ? cleanInherited(value) : compact({ ...value })
}

/** The reference copies with Object.assign, which makes `__proto__` the prototype, and cleans own keys only. */
function cleanInherited(value: Dictionary): Dictionary {
  const cleaned: Dictionary = Object.assign({}, value)
  for (const key of Object.keys(cleaned)) {
    if (cleaned[key] === undefined) Reflect.deleteProperty(cleaned, key)
    else cleaned[key] = clean(cleaned[key])
  }
  return cleaned
}
