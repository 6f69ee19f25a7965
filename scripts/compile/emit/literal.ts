/**
 * Data written as JavaScript source. Every text, number, list or object that comes from a definition or from
 * segment.config.json enters the emitted code through here, so that data stays data: no text can end a string, a
 * comment, a template or a script element and become code.
 */
/** What JSON.stringify leaves as it is and a place around the code could read otherwise. */
const escapes: Record<string, string> = {
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
  '</': '<\\/',
  '<!': '<\\!',
  '*/': '*\\/'
}

/**
 * @param value - a JSON value; also undefined, NaN, Infinity and -0, which definitions in TypeScript can hold
 * @returns an expression that gives a fresh copy of the value each time it runs
 * @throws TypeError for functions, symbols and other values that are not data, which `read` has refused before
 */
export function literal(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(/[\u2028\u2029]|<\/|<!|\*\//g, (match) => escapes[match]!)
  }
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (value === undefined) return 'undefined'
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (Object.prototype.toString.call(value) === '[object Object]') {
    const entries = Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${literal(item)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  throw new TypeError(`A ${typeof value} is not data.`)
}

/** A key of an object literal that makes an own property, whatever its name. */
export function propertyKey(key: string): string {
  // `"__proto__": x` would set the prototype.
  if (key === '__proto__') return '["__proto__"]'
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key)
}
