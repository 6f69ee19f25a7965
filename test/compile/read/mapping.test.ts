import { describe, expect, it } from '@jest/globals'
import { disabledFilters } from '../../../scripts/runtime/emitted/liquid.ts'
import { readMapping } from '../../../scripts/compile/read/mapping.ts'
import { UserError } from '../../../scripts/shared/errors.ts'

const place = { text: 'x', code: 'config' } as const

describe('readMapping', () => {
  it('names the place and the nearest directive', () => {
    const read = () => readMapping({ id: { '@if': { exists: { '@pth': '$.a' } } } }, place)
    expect(read).toThrow(UserError)
    expect(read).toThrow(
      expect.objectContaining({
        code: 'config',
        message: 'x: /id/@if/exists has an unknown directive, @pth.',
        hint: 'Did you mean "@path"?'
      })
    )
  })

  it.each([
    ['{{ event', 'output "{{ event" not closed, line:1, col:1'],
    ['{% for a in b %}{% endfor %}', 'tag "for" is disabled, line:1, col:1'],
    ['{% fi a %}', 'tag "fi" not found, line:1, col:1'],
    [' '.repeat(1001), 'it has more than 1000 characters']
  ])('refuses Liquid that cannot be parsed: %s', (template, reason) => {
    const read = () => readMapping({ id: { '@if': { exists: { '@liquid': template } } } }, place)
    expect(read).toThrow(UserError)
    expect(read).toThrow(`x: /id/@if/exists has Liquid that cannot be parsed: ${reason}.`)
  })

  it.each(disabledFilters)('takes the disabled filter %s, which an event may never come to', (filter) => {
    const mapping = { id: { '@liquid': `{% if properties.odd %}{{ userId | ${filter} }}{% endif %}` } }
    expect(readMapping(mapping, place)).toEqual(mapping)
  })

  it("refuses what actions-core's check refuses", () => {
    expect(() => readMapping({ id: { '@path': 5 } }, place)).toThrow(
      'x: /id/@path should be a string or a mapping directive but it is a number.'
    )
  })

  it.each([
    ['a function', () => 1],
    ['a Date', new Date()]
  ])('refuses what is not data: %s', (_, value) => {
    const read = () => readMapping({ id: { a: [value] } }, place)
    expect(read).toThrow(UserError)
    expect(read).toThrow(`x: /id/a/0 is ${_}, which is not data.`)
  })

  it('resolves the root directive of what @transform applies', () => {
    const apply = { __segment_internal_directive: { '@merge': { direction: 'left', objects: [] } }, b: 1 }
    expect(readMapping({ a: [{ '@transform': { apply, mapping: { c: 1 } } }] }, place)).toEqual({
      a: [
        {
          '@transform': {
            apply: { '@merge': { direction: 'left', objects: [], mapping: { b: 1 } } },
            mapping: { c: 1 }
          }
        }
      ]
    })
  })
})
