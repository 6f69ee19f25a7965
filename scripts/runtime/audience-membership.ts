/**
 * Whether an Engage audience or journey event says that the user is in or out, as actions-core reads it.
 */
import { isObject } from './text.ts'

/**
 * @param event - a Segment event
 * @returns true for entered, false for exited, undefined for any other event
 */
export function resolveAudienceMembership(event: unknown): boolean | undefined {
  if (!isObject(event) || !isObject(event.context) || !isObject(event.context.personas)) return undefined
  const { computation_class: kind, computation_key: key } = event.context.personas
  if (!['audience', 'journey_step'].includes(String(kind)) || typeof key !== 'string' || key === '')
    return undefined
  const values =
    event.type === 'identify' ? event.traits : event.type === 'track' ? event.properties : undefined
  const membership = isObject(values) ? values[key] : undefined
  return typeof membership === 'boolean' ? membership : undefined
}
