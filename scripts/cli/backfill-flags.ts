/** What `backfill` is told, whichever way its events go. */
import type { SelectionFlags } from './past-events.ts'

export interface BackfillFlags extends SelectionFlags {
  events?: string[]
  settings?: string
  live?: boolean
  rate?: string
  concurrency: number
  id?: string
  force?: boolean
  queue?: string
  through?: string
  env?: string
  writeKey: string
}
