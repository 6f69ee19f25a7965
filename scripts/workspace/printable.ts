/**
 * Texts from a workspace that others edit, as they may be printed: nothing in them steers the terminal (escapes, text
 * that runs backwards), and nothing in them looks like another line of ours.
 */

/** @returns the text with a mark for each control character; lines and tabs stay */
export const printable = (text: string): string =>
  text.replace(/(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, '\ufffd')

/** @returns the text on one line, cut at so many characters */
export function oneLine(text: string, maxLength = 300): string {
  const line = printable(text.replace(/\s+/g, ' ').trim())
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line
}
