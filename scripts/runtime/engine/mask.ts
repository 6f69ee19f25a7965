/**
 * Finds secrets in a text in every form in which a vendor, a library or a log may repeat them: the text is decoded step
 * by step and searched after each. The time it takes grows with the text, and not faster.
 */
import { asBytes, decoded, inBytes, without } from './readings.ts'
import type { Reading } from './readings.ts'

export interface Secret {
  /** What stands in brackets for it. */
  name: string
  value: string
}

/** Shorter ones are part of ordinary words, so they count only where they stand alone. */
const shortestInsideWords = 4

/** From so many bytes on, the beginning of a secret counts, too, where a text breaks off. */
const shortestBeginning = 8

/** Encoded, encoded again, and once more by whoever logs it. */
const decodings = 3

/** A stretch of the text that is a secret, or that is a mark already. */
interface Find {
  start: number
  end: number
  mark: string
}

/**
 * @param secrets - none of them empty
 * @returns a function that puts `[name]` for each of them
 */
export function createMask(secrets: Secret[]): (text: string) => string {
  if (secrets.length === 0) return (text) => text
  const searches = secrets
    .flatMap(withLines)
    .map((secret) => (isShort(secret) ? searchForShort(secret) : searchFor(secret)))
  const marks = [...new Set(secrets.map(({ name }) => `[${name}]`))]
  return (text) => {
    let reading = inBytes(text)
    const finds = marks.flatMap((mark) => findAll(inBytes(text), mark, mark))
    for (let step = 0; step <= decodings; step++) {
      const views = viewsOf(reading)
      for (const search of searches) finds.push(...search(views))
      const next = decoded(reading)
      if (next.text === reading.text) break
      reading = next
    }
    return replaced(text, finds)
  }
}

/** Who shows a secret of several lines may break them otherwise, or put something before each: a line is a secret, too. */
const withLines = ({ name, value }: Secret): Secret[] => {
  const lines = value.split(/[\n\r\t]+/).filter((line) => line.length >= shortestBeginning)
  return [...new Set([value, ...lines])].map((line) => ({ name, value: line }))
}

const isShort = ({ value }: Secret): boolean => [...value].length < shortestInsideWords

/** A reading without what may stand inside a secret: line breaks, also as JSON writes them, blanks and their `+`. */
interface Views {
  plain: Reading
  /** Two ways, as `\n` may be a line break, or a backslash before an n. */
  compact: Reading[]
  base64: Reading
}

function viewsOf(plain: Reading): Views {
  return {
    plain,
    compact: compactOf(plain),
    // Base64url has other signs.
    base64: mapText(without(plain, /(?<!\\)\\+[nr]|[\s\\]/g), (text) =>
      text.replace(/\+/g, '-').replace(/\//g, '_')
    )
  }
}

const compactOf = (reading: Reading): Reading[] =>
  [/(?<!\\)\\+[nrt]|[\s\\+]/g, /[\s\\+]/g].map((gaps) =>
    mapText(without(reading, gaps), (text) => text.toLowerCase())
  )

/** For changes that keep every byte at its place. */
const mapText = (reading: Reading, change: (text: string) => string): Reading => ({
  ...reading,
  text: change(reading.text)
})

type Search = (views: Views) => Find[]

function searchFor({ name, value }: Secret): Search {
  const mark = `[${name}]`
  // Letters outside ASCII have small ones in a text, and stay as they are where their bytes are encoded.
  const forms = [inBytes(value), ...[value, value.toUpperCase()].map(asBytes)]
  // A secret that is itself encoded is decoded along with the text around it.
  for (let step = 0; step < decodings * 3; step++) forms.push(decoded(forms[step]!))
  const needles = compactOf(forms[0]!).map((_, way) => [
    ...new Set(forms.map((form) => compactOf(form)[way]!.text))
  ])
  const hex = Buffer.from(value).toString('hex')
  const base64 = [0, 1, 2].map((offset) => encodedAt(value, offset))
  return (views) => [
    ...views.compact.flatMap((view, way) => [
      ...needles[way]!.flatMap((needle) => findAll(view, needle, mark)),
      ...findBeginnings(view, needles[way]![0]!, mark),
      ...findAll(view, hex, mark)
    ]),
    ...base64.flatMap((form) => findAll(views.base64, form, mark, { takesEnds: true }))
  ]
}

function searchForShort({ name, value }: Secret): Search {
  const mark = `[${name}]`
  const { text } = inBytes(value)
  const base64 = [value, `:${value}`, `${value}:`].map((form) =>
    Buffer.from(form).toString('base64').replace(/=+$/, '')
  )
  return ({ plain }) => [
    ...findAll(plain, text, mark, { notBeside: /[\w\x80-\xff]/ }),
    ...base64.flatMap((form) => findAll(plain, form, mark, { notBeside: /[\w+/-]/ }))
  ]
}

/** What base64 of a longer text holds of a secret that begins at this offset, without what its neighbours decide. */
function encodedAt(secret: string, offset: number): string {
  const bytes = Buffer.from('\0'.repeat(offset) + secret)
  return bytes.toString('base64url').slice(Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3))
}

/** @param options.takesEnds - the characters at both ends, which belong to a neighbour as well, go, too */
function findAll(
  { text, starts, ends }: Reading,
  needle: string,
  mark: string,
  { notBeside, takesEnds }: { notBeside?: RegExp; takesEnds?: boolean } = {}
): Find[] {
  const finds: Find[] = []
  if (needle === '') return finds
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
    const end = at + needle.length
    if (notBeside?.test(text[at - 1] ?? '') || notBeside?.test(text[end] ?? '')) continue
    const first = takesEnds && /[\w-]/.test(text[at - 1] ?? '') ? at - 1 : at
    const last = takesEnds && /[\w-]/.test(text[end] ?? '') ? end : end - 1
    finds.push({ start: starts[first]!, end: ends[last]!, mark })
  }
  return finds
}

/** The longest beginning of a secret before each place where the text breaks off. */
function findBeginnings({ text, starts, ends }: Reading, needle: string, mark: string): Find[] {
  // Three dots, and half a character, which is what a cut through its middle leaves.
  const breaks = [...text.matchAll(/\.\.+|\u{e2}\u{80}\u{a6}|\u{ef}\u{bf}\u{bd}/gu)].map(({ index }) => index)
  return [...breaks, text.length].flatMap((end) => {
    for (let length = Math.min(needle.length - 1, end); length >= shortestBeginning; length--)
      if (text.startsWith(needle.slice(0, length), end - length))
        return { start: starts[end - length]!, end: ends[end - 1]!, mark }
    return []
  })
}

/** Finds may overlap; of those that do, the first and longest names the whole. */
function replaced(text: string, finds: Find[]): string {
  finds.sort((a, b) => a.start - b.start || b.end - a.end)
  let result = ''
  let at = 0
  for (const { start, end, mark } of finds) {
    if (start >= at) result += text.slice(at, start) + mark
    at = Math.max(at, end)
  }
  return result + text.slice(at)
}
