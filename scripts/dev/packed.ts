/** JSON as it is kept: long texts deflated, as most of what a long event says it says several times. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'

export type Packed = string | Buffer

/** Most events are shorter, and not worth the time. */
const longestPlain = 8_192

export function pack(value: unknown): Packed {
  const text = JSON.stringify(value)
  return text.length <= longestPlain ? text : deflateRawSync(text, { level: 1 })
}

export const textOf = (packed: Packed): string =>
  typeof packed === 'string' ? packed : inflateRawSync(packed).toString('utf8')

export const unpack = <Value>(packed: Packed): Value => JSON.parse(textOf(packed)) as Value
