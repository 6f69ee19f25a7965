import { beforeAll, describe, expect, it } from '@jest/globals'
import { transformSync } from 'esbuild'
import { emitValidators as emit } from '../../../scripts/compile/emit/validators.ts'
import { readSchema } from '../../../scripts/compile/read/schema.ts'
import { loadCompiled } from '../../../scripts/fuzz/compiled.ts'
import type { Fields, Validator } from '../../../scripts/runtime/author/types.ts'
import { describeIssues } from '../../../scripts/runtime/emitted/validation.ts'

const emitValidators = (actions: Record<string, Fields>) =>
  emit(
    Object.fromEntries(
      Object.entries(actions).map(([key, fields]) => [
        key,
        readSchema(fields, { text: 'it', code: 'definition' })
      ])
    )
  )

let compile: (sources: string[]) => unknown[]
beforeAll(async () => {
  compile = await loadCompiled()
})

type Definition = Partial<Fields[string]> & Pick<Fields[string], 'type'>

/** Labels and descriptions, which every field must have, say nothing here. */
const fieldsOf = (definitions: Record<string, Definition>): Fields =>
  Object.fromEntries(
    Object.entries(definitions).map(([key, definition]) => [
      key,
      { label: '', description: '', ...definition }
    ])
  )

function validatorOf(definitions: Record<string, Definition>): Validator {
  const source = emitValidators({ action: fieldsOf(definitions) })
  return compile([
    `(() => { ${source.replace('export const validators =', 'return')} })().action`
  ])[0] as Validator
}

/** The payload after validation, or what is wrong with it. */
function validate(definitions: Record<string, Definition>, payload: unknown, isBatch?: boolean): unknown {
  const result = validatorOf(definitions)(payload, isBatch)
  return result.issues.length === 0 ? result.payload : describeIssues(result.issues)
}

describe('emitValidators', () => {
  it.each<[string, Definition, unknown, unknown]>([
    ['a text', { type: 'string' }, 'x', 'x'],
    ['a number for a text', { type: 'string' }, 5, '5'],
    ['a list of one for a text', { type: 'string' }, ['x'], 'x'],
    ['an object for a text', { type: 'string' }, { a: 'secret' }, 'f must be a text, but it is an object'],
    ['a text for a number', { type: 'number' }, ' 5 ', 5],
    ['true for a number', { type: 'number' }, true, 1],
    ['a word for a number', { type: 'number' }, 'secret', 'f must be a number, but it is a text'],
    ['a fraction for an integer', { type: 'integer' }, 1.5, 'f must be a whole number, but it is a number'],
    ['a text for a boolean', { type: 'boolean' }, 'false', false],
    ['a text for an object', { type: 'object' }, 'secret', 'f must be an object, but it is a text'],
    ['a single value for a list', { type: 'string', multiple: true }, 'x', ['x']],
    ['empty items of a list', { type: 'number', multiple: true }, [1, null, '', '2'], [1, 2]],
    ['a date', { type: 'datetime' }, '2024-01-01', '2024-01-01'],
    ['no date', { type: 'datetime' }, 'soon', 'f must be a date'],
    ['an email address', { type: 'string', format: 'email' }, 'secret', 'f must be an email address'],
    ['a URL', { type: 'string', format: 'uri' }, 'https://a.b/c', 'https://a.b/c'],
    ['a choice', { type: 'string', choices: ['a', 'b'] }, 'c', 'f must be one of "a", "b"'],
    ['null where it may be', { type: 'string', allowNull: true }, null, null],
    ['the shortest text', { type: 'string', minimum: 3 }, '☃☃', 'f must have at least 3 characters'],
    ['the greatest number', { type: 'number', maximum: 3 }, 4, 'f must be at most 3'],
    [
      'an item without what it needs',
      {
        type: 'object',
        multiple: true,
        properties: fieldsOf({ id: { type: 'string', required: true } })
      },
      [{ id: 1 }, {}],
      'f[1].id is missing'
    ],
    [
      'keys that are not known',
      { type: 'object', properties: fieldsOf({ id: { type: 'string' } }) },
      { id: 1, more: 2 },
      { id: '1' }
    ],
    [
      'keys that may be unknown',
      { type: 'object', additionalProperties: true, properties: fieldsOf({ id: { type: 'string' } }) },
      { id: 1, more: 2 },
      { id: '1', more: 2 }
    ]
  ])('%s', (_, definition, value, expected) => {
    expect(validate({ f: definition }, { f: value })).toEqual(
      typeof expected === 'string' && expected.startsWith('f') ? expected : { f: expected }
    )
  })

  it('names what is missing', () => {
    expect(validate({ id: { type: 'string', required: true } }, {})).toBe('id is missing')
  })

  it('asks for a field when another has a value', () => {
    const definitions: Record<string, Definition> = {
      mode: { type: 'string' },
      key: {
        type: 'string',
        required: { conditions: [{ fieldKey: 'mode', operator: 'is', value: 'b' }] }
      }
    }
    expect(validate(definitions, { mode: 'a' })).toEqual({ mode: 'a' })
    expect(validate(definitions, { mode: 'b' })).toBe('key is missing')
  })

  it('drops empty texts at the top of a payload, but not in a batch', () => {
    const definitions: Record<string, Definition> = { id: { type: 'string' }, n: { type: 'number' } }
    expect(validate(definitions, { id: '', n: '' })).toEqual({})
    expect(validate(definitions, { id: '', n: '' }, true)).toEqual({ id: '' })
  })

  it('hands on dynamicAuthSettings as the mapping gave them', () => {
    expect(validate({ id: { type: 'string' } }, { id: 1, dynamicAuthSettings: { a: 1 }, more: 2 })).toEqual({
      id: '1',
      dynamicAuthSettings: { a: 1 }
    })
  })

  it('writes alike checks once', () => {
    const id: Definition = { type: 'string', required: true }
    expect(emitValidators({ one: fieldsOf({ id }), two: fieldsOf({ id }), none: {} })).toBe(
      [
        'const $string = $check.check([$check.string])',
        'export const validators = {',
        'one: $check.validator($check.record([$check.object], {',
        'id: $string',
        '}, ["id"], false)),',
        'two: $check.validator($check.record([$check.object], {',
        'id: $string',
        '}, ["id"], false))',
        '}',
        ''
      ].join('\n')
    )
  })

  it('keeps names apart', () => {
    const formats = ['ipv4', 'ipv6', 'int32', 'int64'].flatMap((format) => [
      [`${format}A`, { type: 'string', format, minimum: 1 }],
      [`${format}B`, { type: 'string', format, minimum: 2 }]
    ])
    const source = emitValidators({
      action: fieldsOf(Object.fromEntries(formats) as Record<string, Definition>)
    })
    expect(source.match(/(?<=^const )\S+/gm)).toEqual([
      '$ipv4',
      '$ipv4_b',
      '$ipv6',
      '$ipv6_b',
      '$int32',
      '$int32_b',
      '$int64',
      '$int64_b'
    ])
  })

  it('takes under 50 bytes a field', () => {
    const numbers = Array.from({ length: 10 }, (_, index) => index)
    const fields = fieldsOf(Object.fromEntries(numbers.map((n) => [`field_number_${n}`, { type: 'string' }])))
    const actions = Object.fromEntries(numbers.slice(1).map((n) => [`action${n}`, fields]))
    expect(transformSync(emitValidators(actions)).code.length).toBeLessThan(90 * 50)
  })

  it('keeps text out of the code', () => {
    const text = '"`${broken()}`*/</script>\u2028'
    const source = emitValidators({ [text]: fieldsOf({ [text]: { type: 'string', choices: [text] } }) })
    expect(source).not.toContain('*/')
    expect(source).not.toContain('</script')
    expect(source).not.toContain('\u2028')
    expect(validate({ [text]: { type: 'string', choices: [text] } }, { [text]: text })).toEqual({
      [text]: text
    })
  })
})

describe('describeIssues', () => {
  it('uses labels when it has them', () => {
    const { issues } = validatorOf({ name: { type: 'string' }, tags: { type: 'string', multiple: true } })({
      name: {},
      tags: ['a', {}]
    })
    expect(describeIssues(issues, { name: 'Customer name' })).toBe(
      'Customer name must be a text, but it is an object; tags[1] must be a text, but it is an object'
    )
  })
})
