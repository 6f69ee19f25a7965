/**
 * Texts as they read when they are decoded, each byte remembering the stretch of the original that it comes from.
 */

export interface Reading {
  /** A character per byte of UTF-8, so that `%C3%A9`, `\u00e9`, `&eacute;` and `é` all read the same. */
  text: string
  /** For each byte where its stretch of the original begins and ends. */
  starts: Uint32Array
  ends: Uint32Array
}

const bytesOf = (text: string): string => Buffer.from(text).toString('binary')

/** Letters outside ASCII in small letters, as those inside can be compared in any case later. */
export function inBytes(text: string): Reading {
  return rewritten(whole(text), /[\u{80}-\u{10ffff}]/gu, ([found]) => bytesOf(found.toLowerCase()))
}

/** As whoever encodes a text sees it. */
export const asBytes = (text: string): Reading => whole(bytesOf(text))

function whole(text: string): Reading {
  const places = Uint32Array.from({ length: text.length + 1 }, (_, index) => index)
  return { text, starts: places.subarray(0, -1), ends: places.subarray(1) }
}

// A run of backslashes is looked at once, from its beginning: at each of them would take too long.
const encoded =
  /%([0-9a-f]{2})|(?<!\\)\\+(?:u(d[89ab][0-9a-f]{2})\\+u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4}))|&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi

/** One step: URL encoding, JSON's and JavaScript's `\u`, HTML entities. */
export const decoded = (reading: Reading): Reading =>
  rewritten(reading, encoded, ([found, byte, high, low, unit, hex, decimal, name]) => {
    if (byte) return String.fromCharCode(parseInt(byte, 16))
    if (name) return named(name) ?? found
    const units = [high, low, unit].filter(Boolean).map((digits) => parseInt(digits!, 16))
    const code = hex ? parseInt(hex, 16) : Number(decimal)
    const character =
      units.length > 0 ? String.fromCharCode(...units) : code > 0x10ffff ? '' : String.fromCodePoint(code)
    return bytesOf(/[\u{80}-\u{10ffff}]/u.test(character) ? character.toLowerCase() : character)
  })

/** Without what a pattern finds. */
export const without = (reading: Reading, gaps: RegExp): Reading => rewritten(reading, gaps, () => '')

/** A unit of UTF-16 has three bytes at most; whatever else is rewritten becomes shorter. */
const growth = 3

/** Each match rewritten by `rewrite`; the bytes of what comes out stand for the whole match. */
function rewritten(reading: Reading, pattern: RegExp, rewrite: (match: RegExpExecArray) => string): Reading {
  const { text, starts, ends } = reading
  if (text.search(pattern) === -1) return reading
  const newStarts = new Uint32Array(text.length * growth)
  const newEnds = new Uint32Array(text.length * growth)
  let result = ''
  let at = 0
  const keep = (to: number) => {
    newStarts.set(starts.subarray(at, to), result.length)
    newEnds.set(ends.subarray(at, to), result.length)
    result += text.slice(at, to)
  }
  for (const match of text.matchAll(pattern)) {
    keep(match.index)
    at = match.index + match[0].length
    const replacement = rewrite(match)
    newStarts.fill(starts[match.index]!, result.length, result.length + replacement.length)
    newEnds.fill(ends[at - 1]!, result.length, result.length + replacement.length)
    result += replacement
  }
  keep(text.length)
  return {
    text: result,
    starts: newStarts.subarray(0, result.length),
    ends: newEnds.subarray(0, result.length)
  }
}

/** What HTML calls the signs of ASCII, from a code on. */
const signs: Record<number, string> = {
  32: 'nbsp excl quot num dollar percnt amp apos lpar rpar ast plus comma dash period sol',
  58: 'colon semi lt equals gt quest commat',
  91: 'lsqb bsol rsqb hat lowbar grave',
  123: 'lcub vert rcub'
}

/** As code points, so that the function has no sign that changes the one before it. */
const accents: Record<string, number> = {
  grave: 0x300,
  acute: 0x301,
  circ: 0x302,
  tilde: 0x303,
  uml: 0x308,
  ring: 0x30a,
  cedil: 0x327
}

const sharpS = 0xdf

/** `amp`, `eacute`; undefined for rarer names. */
function named(name: string): string | undefined {
  const accent = Object.hasOwn(accents, name.slice(1)) ? accents[name.slice(1)] : undefined
  if (accent) return bytesOf((name[0]! + String.fromCharCode(accent)).normalize('NFC').toLowerCase())
  if (name === 'szlig') return bytesOf(String.fromCharCode(sharpS))
  for (const [first, names] of Object.entries(signs)) {
    const index = names.split(' ').indexOf(name.toLowerCase())
    if (index !== -1) return String.fromCharCode(Number(first) + index)
  }
  return undefined
}
