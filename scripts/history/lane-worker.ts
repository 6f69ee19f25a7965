/** A thread that runs lanes: started by lanes.ts, one a core. */
import { parentPort, workerData } from 'node:worker_threads'
import { openLane, type LaneSetup, type Tally } from './lane.ts'
import type { LaneTask } from './lanes.ts'

// Many events are refused by an error whose stack nobody reads; to write it down takes longer than the event.
Error.stackTraceLimit = 0

// What a function leaves behind and nobody awaits is no ending of an event.
process.on('unhandledRejection', () => undefined)
process.on('uncaughtException', () => undefined)

type Lane = ReturnType<typeof openLane>
const lanes: Record<number, Lane> = {}

parentPort!.on('message', ({ lane, block, lost }: LaneTask) => {
  const { buffer, byteOffset, length } = block.text
  // A buffer arrives as plain bytes.
  const text = Buffer.from(buffer, byteOffset, length)
  const take = (lanes[lane] ??= openLane(workerData as LaneSetup))
  const tell = (heard: Tally | Error) => parentPort!.postMessage(heard)
  void take({ ...block, text }, lost).then(tell, tell)
})
