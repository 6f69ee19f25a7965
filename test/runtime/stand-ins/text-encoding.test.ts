/** The stand-ins of `TextEncoder` and `TextDecoder` do what Node's own do. */
import { TextDecoder, TextEncoder } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { BufferDecoder, BufferEncoder } from '../../../scripts/runtime/stand-ins/text-encoding.ts'

const texts = ['', 'plain', 'Zoë, 東京 and 🎈', '\ud800 alone', '\ufeffmarked']

describe('the encoder', () => {
  it.each(texts)('gives the bytes of %j', (text) => {
    expect([...new BufferEncoder().encode(text)]).toEqual([...new TextEncoder().encode(text)])
  })

  it.each([0, 1, 4, 5, 8, 40])('writes whole characters into %d bytes', (length) => {
    const text = 'aë東🎈z'
    const [own, node] = [new Uint8Array(length), new Uint8Array(length)]
    const counts = new BufferEncoder().encodeInto(text, own)
    expect([counts, own]).toEqual([new TextEncoder().encodeInto(text, node), node])
  })
})

const bytes = [
  Buffer.from('Zoë 🎈'),
  Buffer.from([0xef, 0xbb, 0xbf, 0x61]),
  Buffer.from([0x61, 0xff, 0xc3]),
  Buffer.from([])
]

describe.each([{}, { ignoreBOM: true }, { fatal: true }, { fatal: true, ignoreBOM: true }])(
  'the decoder with %j',
  (options) => {
    const outcome = (decode: () => string): string => {
      try {
        return decode()
      } catch (error) {
        return (error as Error).name
      }
    }

    it.each(bytes)('gives the text of %j', (given) => {
      expect(outcome(() => new BufferDecoder('utf-8', options).decode(given))).toBe(
        outcome(() => new TextDecoder('utf-8', options).decode(given))
      )
    })
  }
)

it('reads a view of a buffer, and a buffer', () => {
  const { buffer } = Uint8Array.from([97, 98, 99, 100])
  const decoder = new BufferDecoder()
  expect([decoder.decode(new DataView(buffer, 1, 2)), decoder.decode(buffer), decoder.decode()]).toEqual([
    'bc',
    'abcd',
    ''
  ])
})

it('says which encodings it does not have', () => {
  expect(() => new BufferDecoder('shift_jis')).toThrow(
    'The "shift_jis" encoding is not supported in Functions'
  )
})
