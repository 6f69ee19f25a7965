/**
 * Whether an Engage audience or journey event says that the user is in or out, as actions-core reads it.
 */

interface EngageEvent {
  type?: string
  context?: { personas?: { computation_class?: string; computation_key?: string } | null } | null
  traits?: Record<string, unknown> | null
  properties?: Record<string, unknown> | null
}

/**
 * @param event - a Segment event
 * @returns true for entered, false for exited, undefined for any other event
 */
export function resolveAudienceMembership(event: unknown): boolean | undefined {
  const { type, context, traits, properties } = event as EngageEvent
  const { computation_class: kind, computation_key: key } = context?.personas ?? {}
  if ((kind !== 'audience' && kind !== 'journey_step') || !key) return undefined
  const values = type === 'identify' ? traits : type === 'track' ? properties : undefined
  // An event may hold anything as a key, also what cannot be made a text.
  const membership = typeof key === 'object' ? undefined : values?.[key]
  return typeof membership === 'boolean' ? membership : undefined
}
