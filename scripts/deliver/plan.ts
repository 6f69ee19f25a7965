/**
 * What goes wrong in a simulation: a fault plan, as a preset or as a JSON file (plan.schema.json).
 */
import path from 'node:path'
import { Ajv } from 'ajv'
import type { ErrorObject } from 'ajv'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { readLocatedJson } from '../input/located-json.ts'
import type { LocatedJson } from '../input/located-json.ts'
import schema from './plan.schema.json' with { type: 'json' }
import { presets } from './presets.ts'

/** Every member may be left out; without any, all goes well. Times count from the first event. */
export interface FaultPlan {
  $schema?: string
  description?: string
  /** The time over which the events arrive, evenly. 60 when left out. */
  spreadMinutes?: number
  /** The shortest and the longest time the vendor takes to answer. 80 to 300 ms when left out. */
  latencyMs?: [number, number]
  /**
   * How often a request meets a fault, from 0 to 1, by the fault's name: a status such as `"429"`, `"timeout"` (no answer
   * ever comes) or `"reset"` (the connection breaks). The last two meet half of their requests after the vendor accepted.
   */
  rates?: Record<string, number>
  /** While nobody listens at the vendor. */
  outages?: { fromMinute: number; toMinute: number }[]
  /** More requests in one minute are answered 429. */
  rateLimitPerMinute?: number
  /** From then on every request is answered 401. */
  keyExpiresAtMinute?: number
  /** Processes that work at the same time. 1 when left out. */
  processes?: number
  /** After so many events a process ends, and a new one knows nothing of what it delivered. */
  restartEveryEvents?: number
  /** How often a process has ended before its next call, from 0 to 1. */
  restartRate?: number
  /** How often the cache of a process is empty before its next call, from 0 to 1. */
  evictionRate?: number
}

const validate = new Ajv({ allErrors: true, strictTuples: false }).compile<FaultPlan>(schema)

/**
 * @param root - the folder that paths count from
 * @param name - a preset, or the path of a JSON file
 * @throws UserError for a name that is neither, and for a file that is no fault plan
 */
export async function readPlan(root: string, name: string): Promise<FaultPlan> {
  if (Object.hasOwn(presets, name)) return presets[name]!
  if (!name.endsWith('.json'))
    throw new UserError(
      'usage',
      `There are no faults "${name}".`,
      `${suggestion(name, Object.keys(presets))} A plan of your own is a file that ends with .json.`
    )
  const file = await readLocatedJson(path.resolve(root, name), name, 'file')
  checkPlan(file)
  return file.value
}

function checkPlan(file: LocatedJson): asserts file is LocatedJson & { value: FaultPlan } {
  if (!validate(file.value)) throw planError(file, validate.errors![0]!)
  const upsideDown = (file.value.outages ?? []).findIndex(
    ({ fromMinute, toMinute }) => toMinute <= fromMinute
  )
  if (upsideDown >= 0)
    throw new UserError(
      'file',
      `${file.at(['outages', upsideDown])}: the outage ends before it begins.`,
      'Write a toMinute that is greater than fromMinute.'
    )
  const total = Object.values(file.value.rates ?? {}).reduce((sum, rate) => sum + rate, 0)
  if (total > 1)
    throw new UserError(
      'file',
      `${file.at(['rates'])}: the rates together are ${total}.`,
      'Together they can be at most 1.'
    )
  const [least, most] = file.value.latencyMs ?? [0, 0]
  if (most < least)
    throw new UserError(
      'file',
      `${file.at(['latencyMs'])}: ${most} is less than ${least}.`,
      'Write the shorter time first.'
    )
}

function planError(file: LocatedJson, error: ErrorObject): UserError {
  const steps = error.instancePath.split('/').slice(1)
  const key = error.params.additionalProperty as string | undefined
  if (key !== undefined) {
    const known = steps[0] === 'rates' ? ['429', '500', 'timeout', 'reset'] : Object.keys(schema.properties)
    const inOutage = steps[0] === 'outages' ? ['fromMinute', 'toMinute'] : known
    return new UserError(
      'file',
      `${file.at([...steps, key])}: unknown key "${key}".`,
      suggestion(key, inOutage)
    )
  }
  return new UserError(
    'file',
    `${file.at(steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step)))}: ${steps.join('.') || 'the plan'} ${error.message ?? 'is not valid'}.`,
    'scripts/deliver/plan.schema.json says what a plan may hold.'
  )
}
