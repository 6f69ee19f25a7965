/** A value of an event as people read it: short ones on a line, long ones to be opened. */

const longest = 64

export function Value({ value }: { value: unknown }) {
  const text = onOneLine(value)
  if (typeof value !== 'object' || value === null || text.length <= longest)
    return <code>{atPunctuation(text)}</code>
  return (
    <details class="value">
      <summary>
        <code>{keysOf(value)}</code>
      </summary>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </details>
  )
}

/** JSON with blanks, so that it breaks between members. */
export const onOneLine = (value: unknown): string => JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ')

const keysOf = (value: object): string =>
  Array.isArray(value)
    ? `a list of ${value.length}`
    : `{ ${Object.keys(value).slice(0, 4).join(', ')}${Object.keys(value).length > 4 ? ', …' : ''}\u00a0}`

/** Long names break where their words do, templates between their parts. */
export const breakable = (name: string) =>
  // A blank is where a line may break; a piece of a key with blanks in it stays together where it can.
  withBreaks(name.replaceAll(' ', '\u00a0').split(/(?<=[._])|(?<=[a-z\d])(?=[A-Z])|(?=\{\{)|(?<=\}\})/))

/** Addresses and ids break where one reads a pause. */
export const atPunctuation = (text: string) => withBreaks(text.split(/(?<=[/@.,_?&=;-])(?=[^"/])/))

const withBreaks = (words: string[]) =>
  words.flatMap((word, index) => (index === 0 ? [word] : [<wbr key={index} />, word]))
