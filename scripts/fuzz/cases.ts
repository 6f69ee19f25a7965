/** What a case of each subject holds. */

type Event = Record<string, unknown>

export interface MappingCase {
  mapping: Record<string, unknown>
  events: Event[]
}

export interface ConditionCase {
  fql: string
  events: Event[]
}
