/** Random JSON as events hold it, with more of what trips code up than chance would give. */
import fc from 'fast-check'

/** Names that mean something to JavaScript, to paths, to templates, or to the text around emitted code. */
export const oddKeys = [
  '__proto__',
  'constructor',
  'toString',
  'length',
  'a.b',
  "['x']",
  '$.',
  '',
  '0',
  'it"s',
  '`${x}`',
  '*/',
  '</script>',
  '\u2028',
  'a~b/c',
  '☃'
]

const plainKeys = ['a', 'b', 'c', 'd', 'items', 'name', 'type']

export const key: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...plainKeys) },
  { weight: 2, arbitrary: fc.constantFrom(...oddKeys) }
)

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'b', 'A-b', 'x y', 'Signed Up', 'true', 'false', 'null') },
  { weight: 2, arbitrary: fc.constantFrom('0', '5', ' 5 ', '1.5', '-0', '0x10', 'Infinity', 'NaN', '1e3') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('2024-02-30', '2024-02-29T10:00:00Z', '1700000000', '1700000000000')
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('a@b.co', 'https://a.b/c?d=e', '10:00:00', '12', '::1', '{"a":[1,null]}')
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('{{a}}', '{{{a}}}', '{{properties.a}}', '$&', '$1', "'", '\\', '\n')
  },
  { weight: 1, arbitrary: fc.constantFrom(...oddKeys) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) }
)

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: fc.constantFrom(null, true, false, 0, -0, 1, 5, -3, 1.5, 1e21, 2 ** 31) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) }
)

/** Entries as an object whose keys are all own ones, `__proto__` too: what JSON.parse makes of them. */
export function objectOf(entries: [string, unknown][]): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}

export const json: fc.Arbitrary<unknown> = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'json' },
    { weight: 5, arbitrary: leaf },
    { weight: 2, arbitrary: fc.array(tie('json'), { maxLength: 3, depthIdentifier: 'json' }) },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.tuple(key, tie('json')), { maxLength: 4, depthIdentifier: 'json' })
        .map((entries) => objectOf(entries))
    }
  )
})).json

const part = fc.option(json, { nil: undefined, freq: 6 })

/** What a function receives: an object with a type; nothing else about it is certain. */
export const event: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    type: fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias'),
    event: part,
    name: part,
    userId: part,
    properties: part,
    traits: part,
    context: part,
    rest: fc.array(fc.tuple(key, json), { maxLength: 3 })
  })
  .map(({ rest, ...known }) =>
    objectOf([...Object.entries(known).filter(([, value]) => value !== undefined), ...rest])
  )

/** A copy that keeps `__proto__` keys, for engines that change what they are given. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item)) as T
  if (typeof value !== 'object' || value === null) return value
  return objectOf(Object.entries(value).map(([name, item]) => [name, copy(item)])) as T
}
