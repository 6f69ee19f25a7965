/**
 * The processes that Segment runs a function in. Each takes one call at a time; it may be replaced by a new one, which
 * knows nothing of the old one's memory, and it may lose its cache.
 */
import type { Clock } from '../host/clock.ts'
import { createProcess } from '../host/process.ts'
import type { FunctionProcess, ProcessInvocation } from '../host/process.ts'
import type { FaultPlan } from './fault-plan.ts'
import type { Random } from './random.ts'
import type { Caller, Vendor } from './vendor.ts'

/** What a process is called with; calls wait for a free process in the order they come. */
export interface Call extends Caller {
  /** An event, or the events of a batch. */
  input: unknown
  /** How many events that is. */
  events: number
  started(): void
  ended(result: ProcessInvocation): void
}

export interface ProcessesOptions {
  code: string
  file?: string
  settings: unknown
  plan: FaultPlan
  clock: Clock
  random: Random
  vendor: Vendor
  /** Told of a bug of this project; the simulation is over then. */
  failed: (error: unknown) => void
}

export interface Processes {
  call(call: Call): void
  /** How many processes were started in place of another. */
  readonly restarts: number
}

interface Seat {
  process: FunctionProcess | undefined
  /** Taken by the process since it started. */
  events: number
  busy: boolean
  /** The call that requests belong to, the last one when none is under way. */
  current: Call | undefined
}

export function createProcesses(options: ProcessesOptions): Processes {
  const { plan, random } = options
  const seats = Array.from({ length: plan.processes ?? 1 }, (): Seat => ({
    process: undefined,
    events: 0,
    busy: false,
    current: undefined
  }))
  const queue: Call[] = []
  let restarts = 0

  function start(seat: Seat): FunctionProcess {
    const { code, file, clock, vendor } = options
    seat.events = 0
    return createProcess({ code, file, clock, fetch: vendor.fetchFor(() => seat.current!) })
  }

  function processFor(seat: Seat): FunctionProcess {
    const isOld = seat.events >= (plan.restartEveryEvents ?? Infinity)
    if (seat.process && (isOld || random() < (plan.restartRate ?? 0))) {
      restarts++
      seat.process = undefined
    }
    seat.process ??= start(seat)
    if (random() < (plan.evictionRate ?? 0)) seat.process.emptyCache()
    return seat.process
  }

  async function run(seat: Seat, call: Call): Promise<void> {
    const process = processFor(seat)
    Object.assign(seat, { busy: true, current: call })
    seat.events += call.events
    call.started()
    const result = await process.invoke(call.input, options.settings)
    seat.busy = false
    call.ended(result)
    work()
  }

  function work(): void {
    for (const seat of seats) {
      if (seat.busy) continue
      const call = queue.shift()
      if (!call) return
      run(seat, call).catch(options.failed)
    }
  }

  return {
    call(call) {
      queue.push(call)
      work()
    },
    get restarts() {
      return restarts
    }
  }
}
