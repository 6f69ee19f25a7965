import { describe, expect, it } from '@jest/globals'
import { readSchema } from '../../../scripts/compile/read/schema.ts'
import { UserError } from '../../../scripts/shared/errors.ts'

describe('readSchema', () => {
  it.each([
    [
      { type: 'string', format: 'emial' },
      'the field f has an unknown format "emial".',
      'Did you mean "email"?'
    ],
    [
      { type: 'string', multiple: true, format: 'hostnme' },
      'the field f has an unknown format "hostnme".',
      'Did you mean "hostname"?'
    ],
    [{ type: 'strng' }, 'the field f is of an unknown type "strng".', 'Did you mean "string"?'],
    [
      { type: 'intger', multiple: true },
      'the field f is of an unknown type "intger".',
      'Did you mean "integer"?'
    ],
    [
      { type: 'string', required: { conditions: [{ fieldKey: 'g', operator: 'has', value: 1 }] } },
      'Unsupported conditionally required field operator: has',
      undefined
    ]
  ])('refuses %j', (definition, reason, hint) => {
    const read = () =>
      readSchema({ f: { label: '', description: '', ...definition } } as never, {
        text: 'destinations/x/send',
        code: 'definition'
      })
    expect(read).toThrow(UserError)
    expect(read).toThrow(expect.objectContaining({ message: `destinations/x/send: ${reason}`, hint }))
  })
})
