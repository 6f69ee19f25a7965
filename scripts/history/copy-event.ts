/** A copy of an event, in half the time that it takes to read its JSON again. */

/** @param value - what JSON.parse gives */
export function copyEvent<Value>(value: Value): Value {
  return copyOf(value) as Value
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  const copy: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value))
    // Assigned, it would be the copy's prototype; JSON makes it a member like any other.
    if (key === '__proto__')
      Object.defineProperty(copy, key, {
        value: copyOf(member),
        enumerable: true,
        writable: true,
        configurable: true
      })
    else copy[key] = copyOf(member)
  return copy
}
