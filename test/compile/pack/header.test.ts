import { describe, expect, it } from '@jest/globals'
import {
  bodyOf,
  readHeader,
  sourceHash,
  stampCommit,
  withoutCommit,
  writeHeader
} from '../../../scripts/compile/pack/header.ts'

const header = {
  name: 'dub',
  source: 'sha256:15c6d2d0b9fcbff10a8a4a8dfb0d3c6d23a1a64d56c0ecc75e2ad0b2d24e4fab',
  hosts: ['api.dub.co', 'example.com'],
  lowered: []
}
const code = `${writeHeader(header)}async function onTrack() {}\n`

describe('header', () => {
  it('is a block of comments that ends with a rule', () => {
    expect(writeHeader(header)).toBe(
      [
        '// name: dub',
        '// source: sha256:15c6d2d0b9fcbff10a8a4a8dfb0d3c6d23a1a64d56c0ecc75e2ad0b2d24e4fab',
        '// hosts:',
        '//   - api.dub.co',
        '//   - example.com',
        '// lowered:',
        '// ---',
        ''
      ].join('\n')
    )
  })

  it('reads what it wrote, and leaves the body alone', () => {
    expect(readHeader(code)).toEqual(header)
    expect(bodyOf(code)).toBe('async function onTrack() {}\n')
  })

  it('keeps a value on its line, so that a text can never become code', () => {
    const written = writeHeader({ description: 'a\nthrow 1\u2028throw 2', items: ['b\r\nthrow 3'] })
    expect(written).toBe('// description: a throw 1 throw 2\n// items:\n//   - b throw 3\n// ---\n')
  })

  it.each([
    ['no header', 'function onTrack() {}\n// ---\n'],
    ['code inside the header', '// name: dub\nthrow 1\n// ---\n'],
    ['no end', '// name: dub\n'],
    ['nothing at all', '']
  ])('sees no header in code with %s, and takes all of it as body', (_, text) => {
    expect(readHeader(text)).toBeUndefined()
    expect(bodyOf(text)).toBe(text)
    expect(stampCommit(text, 'abc')).toBe(text)
    expect(withoutCommit(text)).toBe(text)
  })

  it('ends at the first rule, whatever the body holds', () => {
    const text = `${writeHeader({ name: 'a' })}// ---\n// more\n// ---\n`
    expect(bodyOf(text)).toBe('// ---\n// more\n// ---\n')
    expect(readHeader(text)).toEqual({ name: 'a' })
  })
})

describe('stampCommit', () => {
  it('adds the commit as the last line of the header, replacing an earlier one', () => {
    const stamped = stampCommit(stampCommit(code, 'aaa'), 'bbb-dirty')
    expect(stamped).toBe(code.replace('// ---\n', '// commit: bbb-dirty\n// ---\n'))
    expect(withoutCommit(stamped)).toBe(code)
  })

  it('does not change the source hash, which covers the body alone', () => {
    expect(sourceHash(stampCommit(code, 'aaa'))).toBe(sourceHash(code))
    expect(sourceHash(code)).toBe(sourceHash('async function onTrack() {}\n'))
    expect(sourceHash(`${code} `)).not.toBe(sourceHash(code))
  })
})
