/** What a session holds of each function. */
import type { Host } from '../host/index.ts'
import type { Line } from './line.ts'
import type { SourceOutcome } from '../host/types.ts'
import type { VendorChoice } from './vendor.ts'
import type { Build, BuildError } from './watch.ts'

/** An event on its way to a function. */
export interface Delivery {
  /** Of the event. */
  id: number
  /** Of the function among those that get the event. */
  place: number
  /** Of the attempt, from 1. */
  number: number
}

/** A function, its latest good build, and what is wrong with its definition now. */
export interface Unit {
  name: string
  build?: Build
  error?: BuildError
  vendor: VendorChoice
  host: Host
  line: Line<Delivery>
  /** Of a source: how many of its webhooks ended how. */
  webhooks?: Webhooks
}

export type Webhooks = Partial<Record<SourceOutcome, number>> & {
  /** What came of the last one. */ latest: string
}

/** One that was built, of a destination. */
export type Destination = Unit & { build: Extract<Build, { kind: 'destination' }> }
