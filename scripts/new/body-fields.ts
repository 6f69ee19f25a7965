/** Fields of an action, made of an example of what a vendor wants to get. */
import { isObject } from '../runtime/author/text.ts'
import { UserError } from '../shared/errors.ts'
import { guessPlaces } from './guess.ts'
import { camel, titled, wordsOf } from './names.ts'
import type { Call, FieldPlan, Json } from './plan.ts'

/** Objects that hold whatever one likes; every other object is taken apart. */
const maps = /^(properties|metadata|attributes|traits|data|custom\w*|params|parameters)$/

export interface Leaf {
  at: string[]
  value: Json
}

/**
 * @param body - an example, as a vendor's documents show it
 * @returns each value that an event must fill in
 */
export function leavesOf(body: Record<string, Json>, at: string[] = []): Leaf[] {
  return Object.entries(body).flatMap(([key, value]) => {
    const here = [...at, key]
    const isMap = maps.test(wordsOf(key).join('_'))
    return isObject(value) && Object.keys(value).length > 0 && !isMap
      ? leavesOf(value as Record<string, Json>, here)
      : [{ at: here, value }]
  })
}

/**
 * @param keys - of fields there are already; the new ones are added to it
 * @param part - where in the request the values go
 */
export function fieldOf(
  { at, value }: Leaf,
  part: FieldPlan['to']['part'],
  call: Call,
  keys: Set<string>
): FieldPlan {
  const name = at.at(-1)!
  const { type, multiple, sample } = shapeOf(value, at)
  const from = guessPlaces(name, call, multiple ? 'list' : type)
  return {
    key: freeKey(at, keys),
    label: titled(name) || name,
    description: `What ${part === 'path' ? 'stands in the address' : 'is sent'} as \`${at.join('.')}\`.`,
    type: part === 'body' && from[0]?.[0] === 'timestamp' ? 'datetime' : type,
    ...(multiple && { multiple }),
    from,
    to: { part, at },
    sample
  }
}

type Shape = Pick<FieldPlan, 'type' | 'sample'> & { multiple?: true }

function shapeOf(value: Json, at: string[]): Shape {
  if (Array.isArray(value)) {
    const { type, sample } = shapeOf(value[0] ?? 'example', at)
    return { type, multiple: true, sample: [sample] }
  }
  if (isObject(value))
    return { type: 'object', sample: Object.keys(value).length > 0 ? value : { plan: 'pro' } }
  if (typeof value === 'number') return { type: 'number', sample: value }
  if (typeof value === 'boolean') return { type: 'boolean', sample: value }
  const text = typeof value === 'string' ? value.trim() : ''
  if (text.length > 2_000)
    throw new UserError(
      'usage',
      `The value of "${at.join('.')}" is longer than 2000 characters.`,
      'Shorten the example.'
    )
  return { type: 'string', sample: text || `example ${wordsOf(at.at(-1)!).join(' ')}`.trim() }
}

/** `user.email` and `email` can stand in one body; the second of them is called by its whole path. */
function freeKey(at: string[], keys: Set<string>): string {
  const short = camel(at.at(-1)!) || 'field'
  const long = camel(at.join(' ')) || 'field'
  const wanted = keys.has(short) ? long : short
  let key = wanted
  for (let n = 2; keys.has(key); n++) key = `${wanted}${n}`
  keys.add(key)
  return key
}

/**
 * Each event needs something that ties it to somebody. Required is what stands in the address and the field that
 * the id comes from; where there is none, the first field.
 */
export function requireSome(fields: FieldPlan[]): FieldPlan[] {
  const ids = ['userId', 'groupId', 'previousId', 'email']
  const isId = ({ from, type, multiple }: FieldPlan) =>
    type === 'string' && !multiple && ids.includes(from[0]!.at(-1)!)
  const withPath = fields.map((field) =>
    field.to.part === 'path' ? { ...field, required: true as const } : field
  )
  if (withPath.some(({ required }) => required)) return withPath
  const first = withPath.find(isId) ?? withPath.find(({ from }) => from[0]![0] !== 'event') ?? withPath[0]
  return withPath.map((field) => (field === first ? { ...field, required: true as const } : field))
}

/** Two fields that look at one place must want one thing of it; the later one is looked for under its own name. */
export function separatePlaces(fields: FieldPlan[], call: Call): FieldPlan[] {
  const taken = new Map<string, string>()
  const map = call === 'identify' || call === 'group' ? 'traits' : 'properties'
  return fields.map((field) => {
    const kind = `${field.type} ${String(field.multiple)} ${field.format ?? ''} ${JSON.stringify(field.choices)}`
    const place = JSON.stringify(field.from[0])
    if (!taken.has(place)) taken.set(place, kind)
    if (taken.get(place) === kind) return field
    const own = [map, field.key]
    taken.set(JSON.stringify(own), kind)
    return { ...field, from: [own] }
  })
}
