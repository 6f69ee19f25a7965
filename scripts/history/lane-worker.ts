/** The thread that runs a lane: started by lanes.ts, one a core. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Block } from './blocks.ts'
import { openLane, type LaneSetup } from './lane.ts'

// Many events are refused by an error whose stack nobody reads; to write it down takes longer than the event.
Error.stackTraceLimit = 0

const lane = openLane(workerData as LaneSetup)

parentPort!.on('message', (block: Block) => {
  // A buffer arrives as plain bytes.
  void lane({ ...block, text: Buffer.from(block.text) }).then((tally) => parentPort!.postMessage(tally))
})
