/** Random mappings: every directive inside every other, mostly with options that mean something. */
import fc from 'fast-check'
import { json, key, objectOf, oddKeys, text } from './values.ts'

const path = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('$.', ''), fc.array(key, { minLength: 1, maxLength: 3 }))
      .map(([start, keys]) => start + keys.join('.'))
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('properties', 'traits', 'context', 'event', 'userId'),
        fc.array(key, { maxLength: 2 })
      )
      .map((keys) => `$.${keys.flat().join('.')}`)
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '$.properties.a[0]',
      "$.properties['a.b']",
      '$.a["b"].c',
      'a.b.length',
      '$.properties.items[1].a'
    )
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '.',
      '..',
      '$.',
      '$',
      '[',
      ']',
      '[]',
      "['x']",
      "''",
      '$.$.a',
      'a..b',
      '__proto__.a',
      'constructor.name'
    )
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('a', '.', '[', ']', '"', "'", '0', '$', ' '), maxLength: 8 })
  }
)

const template = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: text },
      { weight: 3, arbitrary: path.map((inner) => `{{${inner.replace('$.', '')}}}`) },
      { weight: 1, arbitrary: path.map((inner) => `{{ ${inner} }}`) },
      { weight: 1, arbitrary: path.map((inner) => `{{{${inner.replace('$.', '')}}}}`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('{{', '}}', '{', '}', '{{}}', '{{ }}', '{{{a}}', '{{a}}}', '{{.}}')
      }
    ),
    { maxLength: 4 }
  )
  .map((parts) => parts.join(''))

const liquid = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      '{{ properties.a }}',
      '{{ properties.a | upcase }}',
      '{{ a | default: "none" }}',
      '{{ properties.name | base64_encode }}',
      '{{ userId | sha256 }}',
      '{{ userId | hmac_sha256: "key" }}',
      '{% if traits.a == "a" %}yes{% else %}no{% endif %}',
      '{{ traits.b | plus: 1 }}',
      '{{ "YQ==" | base64_decode }}',
      '{{ userId | base64_decode }}'
    )
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '{{ a',
      '{% for x in a %}{% endfor %}',
      '{{ properties.items | map: "a" }}',
      '{{ a | nope }}',
      '{% capture x %}{{ a }}{% endcapture %}{{ x }}'
    )
  },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(1000), 'x'.repeat(1001)) },
  { weight: 1, arbitrary: text }
)

/** Mostly the first, seldom anything at all. */
const mostly = <T>(usual: fc.Arbitrary<T>, otherwise: fc.Arbitrary<unknown> = json): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: otherwise })

/** An object with each key or without it. */
const options = (shape: Record<string, fc.Arbitrary<unknown>>, required: string[]): fc.Arbitrary<unknown> =>
  mostly(fc.record(shape, { requiredKeys: required }))

interface Ties {
  value: unknown
  data: unknown
  directive: Record<string, unknown>
}

const ties = fc.letrec<Ties>((tie) => {
  const value = tie('value')
  const directive = tie('directive')
  const textOrDirective = fc.oneof({ weight: 3, arbitrary: directive }, { weight: 1, arbitrary: text })
  const shape = fc.array(fc.tuple(key, value), { maxLength: 3, depthIdentifier: 'mapping' }).map(objectOf)
  const directives: Record<string, fc.Arbitrary<unknown>> = {
    '@path': mostly(path, value),
    '@template': mostly(template, value),
    '@literal': value,
    '@if': options({ exists: value, blank: value, then: value, else: value }, ['then']),
    '@case': options({ operator: mostly(fc.constantFrom('lower', 'upper')), value: textOrDirective }, [
      'operator',
      'value'
    ]),
    '@replace': options(
      {
        pattern: mostly(
          fc.oneof(
            fc.constantFrom('a', '-', '.', '$', '/', '[', '\\', ' ', 'x y', '</', '\u2028'),
            fc.string({ minLength: 1, maxLength: 10 })
          )
        ),
        replacement: mostly(fc.constantFrom('', 'b', '$&', '$1', '"', '`', null)),
        pattern2: mostly(fc.constantFrom('b', 'A', '', 'longer than ten')),
        replacement2: mostly(fc.constantFrom('', 'c', "$'", null, 'longer than ten')),
        ignorecase: mostly(fc.boolean()),
        global: mostly(fc.boolean()),
        value: textOrDirective
      },
      ['pattern', 'value']
    ),
    '@arrayPath': mostly(
      fc
        .tuple(
          mostly(fc.oneof(path, directive)),
          fc.oneof({ weight: 4, arbitrary: shape }, { weight: 1, arbitrary: value })
        )
        .map(([root, item]) => (item === null ? [root] : [root, item]))
    ),
    '@flatten': options(
      {
        separator: mostly(fc.constantFrom('.', '_', '__proto__', ''), directive),
        value,
        omitArrays: fc.constantFrom(true, false, 1, null)
      },
      ['separator', 'value']
    ),
    '@json': options({ mode: mostly(fc.constantFrom('encode', 'decode', 'Encode')), value }, [
      'mode',
      'value'
    ]),
    '@merge': options(
      {
        direction: mostly(fc.constantFrom('left', 'right')),
        objects: mostly(fc.array(fc.oneof(directive, shape), { maxLength: 3, depthIdentifier: 'mapping' }))
      },
      ['direction', 'objects']
    ),
    '@transform': options(
      {
        apply: fc.oneof({ weight: 4, arbitrary: shape }, { weight: 1, arbitrary: directive }),
        mapping: fc.oneof(shape, directive)
      },
      ['apply', 'mapping']
    ),
    '@excludeWhenNull': value,
    '@liquid': mostly(liquid)
  }
  const anyDirective = fc.oneof(
    ...Object.entries(directives).map(([name, option]) => ({
      weight: name === '@path' || name === '@if' ? 3 : 1,
      arbitrary: option.map((chosen) => ({ [name]: chosen }))
    }))
  )
  return {
    data: json,
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'mapping' },
      { weight: 2, arbitrary: tie('data') },
      { weight: 8, arbitrary: directive },
      { weight: 1, arbitrary: fc.array(value, { maxLength: 3, depthIdentifier: 'mapping' }) },
      { weight: 2, arbitrary: shape }
    ),
    directive: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'mapping' },
      { weight: 10, arbitrary: path.map((chosen) => ({ '@path': chosen })) },
      { weight: 120, arbitrary: anyDirective },
      {
        weight: 10,
        arbitrary: fc.tuple(anyDirective, json).map(([chosen, about]) => ({ ...chosen, _metadata: about }))
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(anyDirective, key, json)
          .map(([chosen, name, more]) => objectOf([...Object.entries(chosen), [name, more]]))
      },
      {
        weight: 1,
        arbitrary: fc.tuple(anyDirective, anyDirective).map(([one, two]) => ({ ...one, ...two }))
      },
      { weight: 1, arbitrary: fc.constantFrom('@pth', '@Path', '@').map((name) => ({ [name]: 'a' })) }
    ) as fc.Arbitrary<Record<string, unknown>>
  }
})

const fields = fc
  .array(fc.tuple(fc.oneof(key, fc.constantFrom(...oddKeys)), ties.value), { minLength: 1, maxLength: 5 })
  .map(objectOf)

export const mapping: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 12, arbitrary: fields },
  { weight: 1, arbitrary: ties.directive },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fields,
        fc.oneof(
          { weight: 9, arbitrary: fields.map((apply) => ({ '@transform': { apply } })) },
          { weight: 1, arbitrary: json }
        )
      )
      .map(([rest, root]) => objectOf([...Object.entries(rest), ['__segment_internal_directive', root]]))
  }
)
