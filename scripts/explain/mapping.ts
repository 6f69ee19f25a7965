/**
 * Where the value of each field came from: the path, the branch of an `@if`, a template or a literal, and who wrote it.
 * The values are those of actions-core's own `transform`; what is worked out here is only the way to them.
 */
import type { JSONObject } from '@segment/actions-core'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { actionsCore } from '../shared/actions-core.ts'
import { isObject } from '../runtime/author/text.ts'

export interface ExplainedField {
  field: string
  /** Absent where the event gives none. */
  value?: unknown
  /**
   * What gave it: a directive's name without `@`, `literal`, `object` for an object or list of several, or `whole mapping`
   * for a directive in place of fields.
   */
  from: string
  /** Where in the event, of `@path`, and of directives that work on one: `$.properties.plan`. */
  path?: string
  /** Which sides of `@if` were taken, from outside in: `["else", "then"]`. */
  branch?: ('then' | 'else')[]
  /** Of `@template` and `@liquid`. */
  template?: string
}

/**
 * @param mapping - of a resolved subscription
 * @returns each field in the mapping's order
 * @throws what `transform` throws of a mapping that cannot be used, and of an event it cannot be used for
 */
export function explainMapping(mapping: JSONObject, event: SegmentEvent): ExplainedField[] {
  // `transform` writes defaults of directives into the mapping that it is given.
  const payload: unknown = actionsCore.transform(structuredClone(mapping) as never, event as never)
  const values = isObject(payload) ? payload : {}
  // A directive in place of fields makes all of the payload.
  const whole = Object.keys(mapping).some((key) => key.startsWith('@') || key === rootKey)
  return Object.keys(whole ? values : mapping).map((field) => ({
    field,
    ...(Object.hasOwn(values, field) && { value: values[field] }),
    ...(whole ? { from: 'whole mapping' } : wayTo(mapping[field], event))
  }))
}

/** Segment's key for a directive that makes the whole payload (actions-core, mapping-kit). */
const rootKey = '__segment_internal_directive'

type Way = Omit<ExplainedField, 'field' | 'value'>

function wayTo(mapping: unknown, event: SegmentEvent): Way {
  if (Array.isArray(mapping)) return { from: 'object' }
  if (!isObject(mapping)) return { from: 'literal' }
  const directive = Object.keys(mapping).find((key) => key.startsWith('@'))
  if (directive === undefined) return { from: 'object' }
  const given = mapping[directive]
  switch (directive) {
    case '@path':
      return { from: 'path', ...(typeof given === 'string' && { path: given }) }
    case '@template':
    case '@liquid':
      return { from: directive.slice(1), ...(typeof given === 'string' && { template: given }) }
    case '@literal':
      return wayTo(given, event)
    case '@if': {
      const branch = sideOf(given as IfDirective, event)
      const { branch: deeper = [], ...way } = wayTo((given as IfDirective)[branch], event)
      return { ...way, branch: [branch, ...deeper] }
    }
    default: {
      const { path } = wayTo(sourceOf(given), event)
      return { from: directive.slice(1), ...(path !== undefined && { path }) }
    }
  }
}

interface IfDirective {
  then?: unknown
  else?: unknown
}

function sideOf(
  { then: _then, else: _else, ...question }: IfDirective,
  event: SegmentEvent
): 'then' | 'else' {
  const asked = { '@if': { ...question, then: true } }
  const { taken } = actionsCore.transform({ taken: asked } as never, event as never) as { taken?: true }
  return taken ? 'then' : 'else'
}

/** What a directive works on: most have it under `value`, `@arrayPath` as its first element. */
function sourceOf(given: unknown): unknown {
  if (Array.isArray(given)) return typeof given[0] === 'string' ? { '@path': given[0] } : given[0]
  return isObject(given) && 'value' in given ? given.value : given
}
