import { beforeAll, describe, expect, it } from '@jest/globals'
import type { JSONObject } from '@segment/actions-core'
import { actionsCore } from '../../../scripts/shared/actions-core.ts'
import { emitMapping as emit } from '../../../scripts/compile/emit/mapping.ts'
import { readMapping } from '../../../scripts/compile/read/mapping.ts'
import { loadCompiled } from '../../../scripts/fuzz/compiled.ts'

type Compiled = (event: JSONObject) => unknown

const emitMapping = (mapping: Record<string, unknown>) =>
  emit(readMapping(mapping, { text: 'it', code: 'definition' }))

let compile: (sources: string[]) => unknown[]
beforeAll(async () => {
  compile = await loadCompiled()
})

const event: JSONObject = {
  type: 'track',
  event: 'Signed Up',
  userId: null,
  properties: { plan: 'Pro-Plan', amount: 0, tags: ['a', null], json: '{"a":1}', nothing: null },
  traits: { email: 'ann@example.com', address: { city: 'Graz', zip: null } },
  products: [{ id: 1, name: 'One' }, { id: 2 }]
}

/** Each: the value of a field, the code it becomes, what the code gives for the event above. */
const examples: [title: string, value: unknown, code: string, result: unknown][] = [
  ['a plain value', 'wait', '"wait"', 'wait'],
  ['an object', { a: [1, { '@path': '$.event' }] }, '{\na: [1, event.event]\n}', { a: [1, 'Signed Up'] }],
  ['@path', { '@path': '$.event' }, 'event.event', 'Signed Up'],
  [
    '@path, three keys',
    { '@path': '$.traits.address.city' },
    '(event.traits && event.traits.address && event.traits.address.city)',
    'Graz'
  ],
  ['@path, four keys', { '@path': '$.a.b[0].c' }, '$map.get(event, ["a", "b", "0", "c"])', undefined],
  [
    '@path behind a falsy value',
    { '@path': '$.properties.amount.x' },
    '(event.properties && event.properties.amount && event.properties.amount.x)',
    0
  ],
  [
    '@path from a directive',
    { '@path': { '@template': '$.{{properties.plan}}' } },
    '$map.path(event, ("$." + $map.text((event.properties && event.properties.plan))))',
    undefined
  ],
  [
    '@template',
    { '@template': 'Hi {{ event }}, {{userId}}!' },
    '("Hi " + $map.text(event.event) + ", " + $map.text(event.userId) + "!")',
    'Hi Signed Up, !'
  ],
  ['@template without braces', { '@template': 'Hi' }, '"Hi"', 'Hi'],
  [
    '@template with three braces',
    { '@template': '{{{event}}}' },
    '$map.render("{{{event}}}", event)',
    'Signed Up'
  ],
  ['@literal', { '@literal': { '@path': '$.event' } }, 'event.event', 'Signed Up'],
  [
    '@if exists',
    { '@if': { exists: { '@path': '$.userId' }, then: 'yes', else: 'no' } },
    '(event.userId != null ? "yes" : "no")',
    'no'
  ],
  [
    '@if exists with itself',
    {
      '@if': { exists: { '@path': '$.userId' }, then: { '@path': '$.userId' }, else: { '@path': '$.event' } }
    },
    'event.userId ?? event.event',
    'Signed Up'
  ],
  [
    '@if blank',
    {
      '@if': { blank: { '@path': '$.userId' }, then: { '@path': '$.userId' }, else: { '@path': '$.event' } }
    },
    '$map.filled(event.userId) ?? event.event',
    'Signed Up'
  ],
  ['@if of a constant', { '@if': { exists: 'x', then: 1, else: { '@path': '$.event' } } }, '1', 1],
  [
    '@case',
    { '@case': { operator: 'upper', value: { '@path': '$.event' } } },
    '$map.ifText(event.event, (text) => text.toUpperCase())',
    'SIGNED UP'
  ],
  [
    '@replace',
    { '@replace': { pattern: 'N', replacement: '.', ignorecase: true, value: { '@path': '$.event' } } },
    '$map.replace(event.event, (text) => text.replace(/N/gi, "."))',
    'Sig.ed Up'
  ],
  [
    '@replace, two patterns',
    {
      '@replace': {
        pattern: '-',
        replacement: ' ',
        pattern2: '/',
        replacement2: '|',
        value: { '@path': '$.properties.plan' }
      }
    },
    '$map.replace((event.properties && event.properties.plan), (text) => text.replace(/\\-/g, " ").replace(/\\//g, "|"))',
    'Pro Plan'
  ],
  [
    '@arrayPath',
    { '@arrayPath': ['$.products', { id: { '@path': '$.id' } }] },
    '$map.each(event.products, (item) => ({\nid: (item && item.id)\n}))',
    [{ id: 1 }, { id: 2 }]
  ],
  [
    '@flatten',
    { '@flatten': { value: { '@path': '$.traits' }, separator: '_' } },
    '$map.flatten("_", event.traits, false)',
    { email: 'ann@example.com', address_city: 'Graz', address_zip: null }
  ],
  [
    '@json encode',
    { '@json': { mode: 'encode', value: { '@path': '$.products' } } },
    'JSON.stringify(event.products)',
    '[{"id":1,"name":"One"},{"id":2}]'
  ],
  [
    '@json decode',
    { '@json': { mode: 'decode', value: { '@path': '$.properties.json' } } },
    '$map.decode((event.properties && event.properties.json))',
    { a: 1 }
  ],
  [
    '@merge',
    { '@merge': { direction: 'left', objects: [{ '@path': '$.traits.address' }, { zip: 8010 }] } },
    '$map.merge("left", [(event.traits && event.traits.address), {\nzip: 8010\n}])',
    { zip: null, city: 'Graz' }
  ],
  [
    '@transform',
    { '@transform': { apply: { a: { '@path': '$.event' } }, mapping: { b: { '@path': '$.a' } } } },
    '$map.transform(event, (data) => ({\na: data.event\n}), (data) => ({\nb: data.a\n}))',
    { b: 'Signed Up' }
  ],
  [
    '@excludeWhenNull',
    { '@excludeWhenNull': { '@path': '$.traits.address' } },
    '$map.excludeNull((event.traits && event.traits.address))',
    { city: 'Graz' }
  ],
  [
    '@liquid',
    { '@liquid': '{{ event | upcase }}' },
    '$liquid.evaluate("{{ event | upcase }}", event)',
    'SIGNED UP'
  ],
  [
    'options that cannot work',
    { list: [{ '@json': {} }] },
    '{\nlist: [$map.fail("@json requires a \\"mode\\" key")]\n}',
    new Error('@json requires a "mode" key')
  ]
]

/** What is known when compiling, or made for the payload alone, needs no look at it. */
function bodyOf(code: string): string {
  const isKnown = /^("[^"]*"|\d+)$/.test(code)
  const lines = isKnown
    ? [`payload.field = ${code}`]
    : code.startsWith('{')
      ? [`payload.field = $map.compact(${code})`]
      : ['let it', `if ((it = ${code}) !== undefined) payload.field = $map.own(it)`]
  return ['(event) => {', 'const payload = {}', ...lines, 'return payload', '}'].join('\n')
}

describe('emitMapping', () => {
  it.each(examples)('%s', (_, value, code, result) => {
    const mapping = { field: value } as JSONObject
    const emitted = emitMapping(mapping)

    expect(emitted.code).toBe(bodyOf(code))
    const [map] = compile([emitted.code]) as [Compiled]
    if (result instanceof Error) {
      expect(() => map(event)).toThrow(result)
      expect(() => actionsCore.transform(mapping, event)).toThrow(result)
    } else {
      expect(map(event)).toStrictEqual(result === undefined ? {} : { field: result })
      expect(map(event)).toStrictEqual(actionsCore.transform(mapping, event))
    }
  })

  it('looks up once what several paths begin with', () => {
    const mapping = {
      name: { '@path': '$.context.traits.name' },
      email: { '@path': '$.context.traits.email' },
      plan: { '@path': '$.traits.plan' },
      seats: { '@path': '$.traits.seats' },
      'odd key': { '@path': '$.event' },
      all: { '@path': '$.traits' }
    }
    const emitted = emitMapping(mapping)

    expect(emitted.code.split('\n')).toEqual([
      '(event) => {',
      'const traits = event.traits',
      'const contextTraits = (event.context && event.context.traits)',
      'const payload = {}',
      'let it',
      'if ((it = (contextTraits && contextTraits.name)) !== undefined) payload.name = $map.own(it)',
      'if ((it = (contextTraits && contextTraits.email)) !== undefined) payload.email = $map.own(it)',
      'if ((it = (traits && traits.plan)) !== undefined) payload.plan = $map.own(it)',
      'if ((it = (traits && traits.seats)) !== undefined) payload.seats = $map.own(it)',
      'if ((it = event.event) !== undefined) payload["odd key"] = $map.own(it)',
      'if ((it = traits) !== undefined) payload.all = $map.own(it)',
      'return payload',
      '}'
    ])
    const [map] = compile([emitted.code]) as [Compiled]
    const visits: JSONObject[] = [
      { type: 'track', event: 'A', traits: { plan: 'pro' }, context: { traits: { name: 'Jane' } } },
      { type: 'track', traits: 0, context: null },
      { type: 'track', traits: ['pro'], context: { traits: '' } }
    ]
    for (const visit of visits)
      expect(map(visit)).toStrictEqual(actionsCore.transform(mapping as JSONObject, visit))
  })

  it.each(['event', 'payload', 'it', 'item', 'class', '$map', 'Dub (Actions)', '1', '…'])(
    'gives a variable a name that nothing else has: %s',
    (key) => {
      const path = (member: string) => ({ '@path': `$.${key}.${member}` })
      const mapping = {
        a: path('a'),
        b: path('b'),
        list: { '@arrayPath': ['$.list', { c: { '@path': '$.c' } }] },
        upper: { '@case': { operator: 'upper', value: path('a') } }
      }
      const [map] = compile([emitMapping(mapping).code]) as [Compiled]
      const visit = { type: 'track', [key]: { a: 'a', b: 'b' }, list: [{ c: 'c' }] }
      expect(map(visit)).toStrictEqual({ a: 'a', b: 'b', list: [{ c: 'c' }], upper: 'A' })
    }
  )

  it('says whether the engine for @liquid is needed', () => {
    expect(emitMapping({ a: { '@liquid': '{{ a }}' } }).usesLiquid).toBe(true)
    expect(emitMapping({ a: { '@path': '$.a' } }).usesLiquid).toBe(false)
  })

  it('hands all fields to a root directive', () => {
    const { code } = emitMapping({
      __segment_internal_directive: { '@transform': { apply: { a: { '@path': '$.event' } } } },
      name: { '@path': '$.a' }
    })
    const [map] = compile([code]) as [Compiled]
    expect(map(event)).toStrictEqual({ name: 'Signed Up' })
  })

  it('leaves the event as it is', () => {
    const [map] = compile([emitMapping({ traits: { '@path': '$.traits' } }).code]) as [Compiled]
    const { traits } = map(event) as { traits: Record<string, unknown> }
    traits.email = 'changed'
    expect((event.traits as JSONObject).email).toBe('ann@example.com')
  })

  it('keeps text out of the code', () => {
    const text = '"`${globalThis.broken = true}`*/</script>\u2028\'\\'
    const mapping = {
      [text]: text,
      a: { '@template': `${text}{{${text.replace(/[{}]/g, '')}}}` },
      b: { '@path': text }
    }
    const [map] = compile([emitMapping(mapping).code]) as [Compiled]

    expect(map(event)).toStrictEqual(actionsCore.transform(mapping, event))
    expect(globalThis).not.toHaveProperty('broken')
  })
})
