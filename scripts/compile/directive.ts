/** What a mapping is made of, as read and emit both see it. */
import { isObject } from '../runtime/emitted/mapping.ts'

/** The directives of mapping-kit. */
export const directiveNames = [
  '@path',
  '@template',
  '@literal',
  '@if',
  '@case',
  '@replace',
  '@arrayPath',
  '@flatten',
  '@json',
  '@merge',
  '@transform',
  '@excludeWhenNull',
  '@liquid'
] as const

export type DirectiveName = (typeof directiveNames)[number]

/** Only keys with `@`, beside `_metadata`. Anything else is data, even with `@` keys among its keys. */
export function isDirective(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false
  const keys = Object.keys(value)
  return (
    keys.some((key) => key.startsWith('@')) && keys.every((key) => key.startsWith('@') || key === '_metadata')
  )
}

/** Name and options. With several names, which only unchecked places can have, the first one counts. */
export const directiveOf = (directive: Record<string, unknown>): [name: string, options: unknown] =>
  Object.entries(directive).find(([key]) => key.startsWith('@'))!
