/**
 * Paths into an event of which several values of a mapping begin alike: `event.context && event.context.traits` is looked up
 * once and called `traits`. Shorter for who reads the function, and quicker for who pays for it.
 */

/** The beginnings of paths, as JSON of their keys, to the variables that hold them. */
export type Beginnings = ReadonlyMap<string, string>

export const beginningOf = (keys: string[]): string => JSON.stringify(keys.slice(0, -1))

/** What the code of a mapping calls its own, and what a `$` begins. */
const taken = ['event', 'payload', 'it', 'text', 'item', 'data', 'JSON', 'undefined']

/**
 * @param paths - those that a mapping follows, as often as it does
 * @returns a variable for each beginning of two paths or more, shorter beginnings first
 */
export function nameBeginnings(paths: string[][]): Beginnings {
  const counts = new Map<string, number>()
  const count = (beginning: string): void => void counts.set(beginning, (counts.get(beginning) ?? 0) + 1)
  for (const keys of paths) count(beginningOf(keys))
  const chosen = [...counts.keys()].filter((beginning) => counts.get(beginning)! > 1)
  // What a variable is made of is looked up as well.
  for (const beginning of chosen) count(beginningOf(keysIn(beginning)))
  const names = new Map<string, string>()
  const all = [...counts.keys()]
    .filter((beginning) => counts.get(beginning)! > 1 && keysIn(beginning).length > 0)
    .sort((one, other) => keysIn(one).length - keysIn(other).length)
  for (const beginning of all) names.set(beginning, variableFor(keysIn(beginning), [...names.values()]))
  return names
}

export const keysIn = (beginning: string): string[] => JSON.parse(beginning) as string[]

/** Its last key in camel case; with those before it, or at last a number, where that is taken. */
function variableFor(keys: string[], others: string[]): string {
  const isFree = (name: string): boolean =>
    /^[a-z]\w*$/i.test(name) && ![...taken, ...others].includes(name) && !isReserved(name)
  const names = keys.map((_, index) => inCamelCase(keys.slice(-1 - index)))
  const free = names.find(isFree)
  if (free) return free
  for (let number = 2; ; number++) if (isFree(`way${number}`)) return `way${number}`
}

function inCamelCase(keys: string[]): string {
  const [first = '', ...more] = keys.flatMap((key) => key.split(/[^A-Za-z0-9]+/).filter(Boolean))
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
  return [first.charAt(0).toLowerCase() + first.slice(1), ...more.map(capital)].join('')
}

function isReserved(name: string): boolean {
  try {
    new Function(`'use strict'; const ${name} = 0`)
    return false
  } catch {
    return true
  }
}
