/**
 * What is wrong with a mapping, said when compiling: what the reference engine's own check refuses, and, wherever they
 * stand, directives that nobody knows and Liquid that cannot be parsed.
 */
import { validateMapping } from '../../shared/actions-core.ts'
import { UserError } from '../../shared/errors.ts'
import { suggestion } from '../../shared/nearest.ts'
import { parse as parseLiquid } from '../../runtime/emitted/liquid.ts'
import { isDirective, isObject } from '../emit/value.ts'

const directives = [
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
]

/** Under this key Segment's app keeps a directive that all other keys of the mapping are handed to. */
const rootKey = '__segment_internal_directive'

/**
 * @param place - where the mapping stands, for the message
 * @throws {@link UserError} when mapping-kit refuses the mapping, or a directive is unknown or cannot work
 */
export function checkMapping(mapping: unknown, place: string): void {
  checkDirectives(mapping, place, [])
  try {
    validateMapping(mapping)
  } catch (error) {
    throw new UserError('definition', `${place}: ${reasonsOf(error).join(' ')}`, undefined, { cause: error })
  }
}

/** The mapping to run: the root directive with the other keys as its `mapping`, or the mapping itself. */
export function rootOf(mapping: Record<string, unknown>, place: string): unknown {
  if (!Object.hasOwn(mapping, rootKey)) return mapping
  const root = (mapping[rootKey] ?? {}) as Record<string, unknown>
  const [name, directive] = Object.entries(root)[0] ?? []
  if (Object.keys(root).length > 1 || typeof directive !== 'object' || directive === null) {
    throw new UserError('definition', `${place}: ${rootKey} must hold a single directive, an object.`)
  }
  const rest = { ...mapping }
  Reflect.deleteProperty(rest, rootKey)
  // Mapping-kit loses this key here: it becomes the prototype of an object whose own keys are mapped.
  Reflect.deleteProperty(rest, '__proto__')
  const full = Array.isArray(directive) ? directive : { ...directive, mapping: rest }
  return Array.isArray(root) ? [full] : { [name!]: full }
}

function checkDirectives(value: unknown, place: string, keys: string[]): void {
  if (isDirective(value)) {
    const [name, options] = Object.entries(value).find(([key]) => key.startsWith('@'))!
    const directivePlace = `${place}: /${keys.join('/')}`
    if (!directives.includes(name)) {
      throw new UserError(
        'definition',
        `${directivePlace} has an unknown directive, ${name}.`,
        suggestion(name, directives)
      )
    }
    if (name === '@liquid' && typeof options === 'string') checkLiquid(options, directivePlace)
  }
  if (!isObject(value) && !Array.isArray(value)) return
  for (const [key, item] of Object.entries(value)) checkDirectives(item, place, [...keys, key])
}

function checkLiquid(template: string, place: string): void {
  try {
    parseLiquid(template)
  } catch (error) {
    const [reason] = (error as Error).message.split('\n')
    throw new UserError('definition', `${place} has Liquid that cannot be parsed: ${reason}.`, undefined, {
      cause: error
    })
  }
}

/** Mapping-kit throws one error, or an iterable of errors. */
function reasonsOf(error: unknown): string[] {
  const errors = Symbol.iterator in (error as object) ? [...(error as Iterable<unknown>)] : [error]
  return errors.map((item) => (item instanceof Error ? item.message : String(item)))
}
