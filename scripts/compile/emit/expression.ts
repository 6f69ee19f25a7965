/** A value of a mapping as JavaScript, and what is known of it when compiling. */
import type { Beginnings } from './beginnings.ts'
import { literal } from './literal.ts'

export interface Expression {
  /** Source that needs no parentheses, wherever it stands. */
  code: string
  /** The same without the parentheses around it, where it stands between `??`. */
  chain?: string
  /** The value, if it is known and neither an object nor a list. */
  fixed?: { value: unknown }
  /** An object or a list: never undefined or null. */
  shape?: 'object' | 'list'
  /** Running it cannot throw, so it can be left out where its value does not matter. */
  safe: boolean
}

/** Where the values come from: an event, an item of a list, or what `@transform` applied first. */
export interface Scope {
  /** The name of the variable. */
  data: string
  /** Whether it is known to be an object. */
  isObject: boolean
  /** The way back: any value of a mapping as an expression in this scope. */
  emit: (value: unknown) => Expression
  /** A scope inside this one, with a variable of its own. */
  inside: (name: string, isObject: boolean) => Scope
  /** What the whole mapping turned out to need. */
  needs: Needs
  /** Beginnings of paths that have a variable; those into the event do. */
  beginnings?: Beginnings
}

export interface Needs {
  liquid: boolean
  /** Those into the event, as their keys. */
  paths: string[][]
}

export function fixed(value: unknown): Expression {
  return { code: literal(value), fixed: { value }, safe: true }
}

export const nothing: Expression = { code: 'undefined', fixed: { value: undefined }, safe: true }

/** What the reference engine throws when an event arrives, the emitted code throws then, too. */
export const failure = (message: string): Expression => ({
  code: `$map.fail(${literal(message)})`,
  safe: false
})

/** The second value, after running the first for its errors. */
export const after = (first: Expression, second: Expression): Expression =>
  first.safe ? second : { code: `(${first.code}, ${second.code})`, safe: false }
