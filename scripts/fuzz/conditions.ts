/** Random FQL: mostly what Segment's app writes, sometimes with a part missing or too many. */
import fc from 'fast-check'
import { text } from './values.ts'

const name = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.constantFrom(
      'a',
      'b',
      'items',
      'First\\ Name',
      'a-b',
      'it\\"s',
      '_x',
      'order',
      'constructor'
    )
  },
  { weight: 5, arbitrary: fc.constantFrom('length', 'a\\[0\\]', '__proto__') },
  { weight: 1, arbitrary: fc.constantFrom('\\[', '\\.', 'and', 'null', '1') }
)
const textField = fc.constantFrom('event', 'name', 'userId')
const deepField = fc
  .tuple(fc.constantFrom('properties', 'traits', 'context'), fc.array(name, { minLength: 1, maxLength: 2 }))
  .map((keys) => keys.flat().join('.'))
const field = fc.oneof({ weight: 3, arbitrary: textField }, { weight: 5, arbitrary: deepField })
const quoted = fc
  .oneof(
    { weight: 1, arbitrary: text },
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'Signed Up', '5', 'true') }
  )
  .map((value) => `"${value.replace(/"/g, '')}"`)
const number = fc.constantFrom('5', '0', '-3', '1.5', '+1', '-0', '007')
const known = fc.constantFrom('= true', '= false', '= null', '!= null')

const type = fc
  .tuple(
    fc.constantFrom('=', '!='),
    fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias', 'delete')
  )
  .map(([operator, value]) => `type ${operator} "${value}"`)

const comparison = fc.oneof(
  { weight: 30, arbitrary: type },
  {
    weight: 40,
    arbitrary: fc.tuple(field, fc.constantFrom('=', '!='), quoted).map((parts) => parts.join(' '))
  },
  { weight: 30, arbitrary: fc.tuple(deepField, known).map((parts) => parts.join(' ')) },
  {
    weight: 10,
    arbitrary: fc.tuple(textField, fc.constantFrom('= null', '!= null')).map((parts) => parts.join(' '))
  },
  {
    weight: 30,
    arbitrary: fc
      .tuple(deepField, fc.constantFrom('=', '!=', '<', '<=', '>', '>='), number)
      .map((parts) => parts.join(' '))
  },
  {
    weight: 30,
    arbitrary: fc
      .tuple(fc.constantFrom('', '!'), field, quoted)
      .map(([not, of, value]) => `${not}contains(${of}, ${value})`)
  },
  {
    weight: 30,
    arbitrary: fc
      .tuple(fc.constantFrom('', '!'), field, quoted, fc.constantFrom('start', 'end'))
      .map(
        ([not, of, value, star]) =>
          `${not}match(${of}, "${star === 'end' ? '*' : ''}${value.slice(1, -1)}${star === 'start' ? '*' : ''}")`
      )
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'foo = "a"',
      'event = null',
      'event = 5',
      'name = true',
      'properties.a != true',
      'match(event, "a")',
      'contains(event, 5)',
      "event = 'a'",
      'properties = "a"',
      'type.a = "b"',
      '!(event = "a")',
      'event',
      '()',
      'properties . a = 1',
      'type="track"',
      'event !="a"',
      'properties.a >=5'
    )
  }
)

const joined = (parts: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(parts, { minLength: 1, maxLength }), fc.constantFrom(' and ', ' or '))
    .map(([all, operator]) => all.join(operator))

const group = joined(comparison, 3).map((inner) => `(${inner})`)
const whole = joined(
  fc.oneof(
    { weight: 30, arbitrary: comparison },
    { weight: 10, arbitrary: group },
    { weight: 2, arbitrary: joined(group, 2).map((inner) => `(${inner})`) }
  ),
  4
)

/** With one character gone, doubled or replaced. */
const damaged = fc
  .tuple(whole, fc.nat(), fc.constantFrom('', '(', ')', '"', ' ', ' and ', '!', '.', ',', '\\'))
  .map(([fql, at, put]) => {
    const place = at % (fql.length + 1)
    return fql.slice(0, place) + put + fql.slice(place + (at % 2))
  })

export const condition: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: whole },
  { weight: 1, arbitrary: damaged }
)
