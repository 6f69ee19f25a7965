/** Puts the stand-ins of `TextEncoder` and `TextDecoder` where libraries look; in functions that name one of them. */
import { BufferDecoder, BufferEncoder } from './text-encoding.ts'

Object.assign(globalThis, { TextDecoder: BufferDecoder, TextEncoder: BufferEncoder })
