/**
 * `TextEncoder` and `TextDecoder`, which Functions do not have, on their `Buffer`: protobuf's library looks for
 * them on the global object (display-video-360).
 */

export class BufferEncoder {
  readonly encoding = 'utf-8'

  encode(text = ''): Uint8Array {
    return new Uint8Array(Buffer.from(text))
  }

  encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
    let read = 0
    let written = 0
    // A character that does not fit as a whole is left out.
    for (const character of text) {
      const bytes = Buffer.from(character)
      if (written + bytes.length > target.length) break
      target.set(bytes, written)
      read += character.length
      written += bytes.length
    }
    return { read, written }
  }
}

/** What this can decode, by the names that the Encoding standard has for it. */
const encodings: Record<string, BufferEncoding> = { 'utf-8': 'utf8', utf8: 'utf8', 'utf-16le': 'utf16le' }

export class BufferDecoder {
  readonly encoding: string
  readonly fatal: boolean
  readonly ignoreBOM: boolean

  constructor(label = 'utf-8', { fatal = false, ignoreBOM = false } = {}) {
    this.encoding = label.trim().toLowerCase()
    if (!Object.hasOwn(encodings, this.encoding))
      throw new RangeError(`The "${label}" encoding is not supported in Functions`)
    this.fatal = fatal
    this.ignoreBOM = ignoreBOM
  }

  decode(bytes: ArrayBuffer | ArrayBufferView = new Uint8Array()): string {
    const buffer = ArrayBuffer.isView(bytes)
      ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : Buffer.from(bytes)
    const text = buffer.toString(encodings[this.encoding])
    if (this.fatal && this.encoding !== 'utf-16le' && !Buffer.from(text).equals(buffer))
      throw new TypeError('The encoded data was not valid for encoding utf-8')
    return this.ignoreBOM ? text : text.replace(/^\ufeff/, '')
  }
}
