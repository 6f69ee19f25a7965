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
import type { FaultPlan } from './fault-plan.ts'
import schema from './plan.schema.json' with { type: 'json' }
import { presets } from './presets.ts'

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
