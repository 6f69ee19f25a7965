/** `isIP` of the stand-in judges as Node's own. */
import net from 'node:net'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isIP, isIPv4, isIPv6 } from '../../../scripts/runtime/stand-ins/net.ts'

const all = (text: unknown) => [isIP(text), isIPv4(text), isIPv6(text)]
const node = (text: unknown) => [
  net.isIP(text as string),
  net.isIPv4(text as string),
  net.isIPv6(text as string)
]

it.each([
  '203.0.113.7',
  '01.2.3.4',
  '1.2.3',
  '256.1.1.1',
  ' 1.2.3.4',
  '::',
  '::1',
  '2001:db8::8a2e:370:7334',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '::ffff:192.0.2.1',
  '::ffff:192.0.2.01',
  'fe80::1%eth0',
  'fe80::1%',
  '1::2::3',
  '12345::',
  'x]/',
  '',
  undefined,
  7
])('%j', (text) => {
  expect(all(text)).toEqual(node(text))
})

it('texts that are nearly addresses', () => {
  const piece = fc.constantFrom('0', '1', 'ffff', '12', '255', '256', '01', 'g', ':', '::', '.', '%a', '')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom('', ':', '.'), (pieces, between) => {
      const text = pieces.join(between)
      expect([text, all(text)]).toEqual([text, node(text)])
    }),
    { numRuns: 20_000, seed: 20260115 }
  )
})

it('addresses', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      expect([text, all(text)]).toEqual([text, node(text)])
    }),
    { numRuns: 2_000, seed: 20260115 }
  )
})
