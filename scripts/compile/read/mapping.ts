/**
 * Checks a mapping and puts Segment's root directives where they act. Refused is what the reference engine's own check
 * refuses, and, wherever they stand, directives that cannot do their work for any event.
 */
import { validateMapping } from '../../shared/actions-core.ts'
import { isObject } from '../../runtime/emitted/mapping.ts'
import { directiveOf, isDirective } from '../directive.ts'
import { checkData } from './data.ts'
import { checkDirective } from './directives.ts'
import type { Place } from './place.ts'
import { below, refuse } from './place.ts'

type Mapping = Record<string, unknown>

/** Under this key Segment's app keeps a directive that all other keys of the mapping are handed to. */
const rootKey = '__segment_internal_directive'

/**
 * @param mapping - what the mapping of an action holds, or a part of it
 * @returns the mapping to run
 * @throws {@link UserError} when mapping-kit refuses the mapping, or a directive is unknown or cannot work
 */
export function readMapping(mapping: Mapping, place: Place): unknown {
  checkData(mapping, below(place, ': '))
  checkDirectives(mapping, place, [])
  return settled(mapping, place)
}

/** The mapping with its root directive, and those of all `@transform` in it, resolved. */
function settled(mapping: Mapping, place: Place): unknown {
  const root = rootOf(mapping, place)
  try {
    validateMapping(root)
  } catch (error) {
    refuse(place, `: ${reasonsOf(error).join(' ')}`, undefined, error)
  }
  return withTransforms(root, place)
}

/** Mapping-kit runs what `@transform` applies as a mapping of its own, root directive and check included. */
function withTransforms(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => withTransforms(item, place))
  if (!isObject(value)) return value
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withTransforms(item, place)])
  )
  if (!isDirective(value)) return copy
  const [name, options] = directiveOf(value)
  if (name !== '@transform' || !isObject(options) || !isObject(options.apply)) return copy
  return { ...copy, [name]: { ...(copy[name] as Mapping), apply: settled(options.apply, place) } }
}

/** The root directive with the other keys as its `mapping`, or the mapping itself. */
function rootOf(mapping: Mapping, place: Place): unknown {
  if (!Object.hasOwn(mapping, rootKey)) return mapping
  const root = (mapping[rootKey] ?? {}) as Mapping
  const [name, directive] = Object.entries(root)[0] ?? []
  if (Object.keys(root).length > 1 || typeof directive !== 'object' || directive === null) {
    refuse(place, `: ${rootKey} must hold a single directive, an object.`)
  }
  const rest = { ...mapping }
  Reflect.deleteProperty(rest, rootKey)
  // Mapping-kit loses this key here: it becomes the prototype of an object whose own keys are mapped.
  Reflect.deleteProperty(rest, '__proto__')
  const full = Array.isArray(directive) ? directive : { ...directive, mapping: rest }
  return Array.isArray(root) ? [full] : { [name!]: full }
}

function checkDirectives(value: unknown, place: Place, keys: string[]): void {
  if (isDirective(value)) checkDirective(...directiveOf(value), below(place, `: /${keys.join('/')}`))
  if (!isObject(value) && !Array.isArray(value)) return
  for (const [key, item] of Object.entries(value)) checkDirectives(item, place, [...keys, key])
}

/** Mapping-kit throws one error, or an iterable of errors. */
function reasonsOf(error: unknown): string[] {
  const errors = Symbol.iterator in (error as object) ? [...(error as Iterable<unknown>)] : [error]
  return errors.map((item) => (item instanceof Error ? item.message : String(item)))
}
