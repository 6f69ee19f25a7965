/** The same with audiences, by which Segment's platform tells batches apart. */
import type { DestinationDefinition } from '@segment/actions-core'
import destination from '../index.ts'

export default {
  ...destination,
  name: 'Batches of audiences',
  audienceConfig: { mode: { type: 'realtime' } },
  actions: destination.actions
} as DestinationDefinition
