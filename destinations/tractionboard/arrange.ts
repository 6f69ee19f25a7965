/**
 * Properties with the words of Tractionboard ahead of the event's own.
 */

type Properties = Record<string, unknown>

/**
 * @param ahead - what stands first; a property of the event with one of these names is replaced, also by an absent value
 * @param properties - what the event says, in its order
 * @param behind - what stands last, replacing in the same way
 */
export function arrange(
  ahead: Properties,
  properties: Properties | undefined,
  behind: Properties = {}
): Properties {
  const others = Object.entries(properties ?? {}).filter(
    ([name]) => !Object.hasOwn(ahead, name) && !Object.hasOwn(behind, name)
  )
  return { ...ahead, ...Object.fromEntries(others), ...behind }
}
