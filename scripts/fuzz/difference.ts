/** Equality stricter than deep equality: key order, prototypes, -0, and undefined against absent all count. */

/** @returns where and how two values differ first: `.items[0]: 0 is not -0`; undefined when they do not */
export function difference(one: unknown, other: unknown, at = ''): string | undefined {
  if (Object.is(one, other)) return undefined
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return `${at}: ${show(one)} is not ${show(other)}`
  }
  const prototype = difference(Object.getPrototypeOf(one), Object.getPrototypeOf(other), `${at}[[prototype]]`)
  if (prototype) return prototype
  if (Array.isArray(one) !== Array.isArray(other)) return `${at}: only one is a list`
  const keys = Reflect.ownKeys(one)
  const otherKeys = Reflect.ownKeys(other)
  if (keys.length !== otherKeys.length || keys.some((key, index) => key !== otherKeys[index])) {
    return `${at}: the keys ${show(keys.map(String))} are not ${show(otherKeys.map(String))}`
  }
  for (const key of keys) {
    const found = difference(valueOf(one, key), valueOf(other, key), `${at}[${show(String(key))}]`)
    if (found) return found
  }
  return undefined
}

/** Without the getter or setter that `__proto__` would otherwise run. */
const valueOf = (object: object, key: string | symbol): unknown =>
  Object.getOwnPropertyDescriptor(object, key)?.value

function show(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name}`
  return Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? 'undefined')
}
