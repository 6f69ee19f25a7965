/**
 * White space is no value: an id, an amount, an order id or a currency of nothing but blanks says no more than an absent
 * one.
 */

// Also what no screen shows, such as the zero-width space that comes along when an id is copied from a page.
const blanks = /^[\s\p{Default_Ignorable_Code_Point}]*$/u

/** Whether a value is absent, empty, or a text that shows nothing. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && blanks.test(value))

/** The text as it is, undefined when it is blank: for optional request parts. */
export const filled = (text: string | undefined): string | undefined => (isBlank(text) ? undefined : text)

/**
 * What stands in for an id of blanks, which a mapping takes for a value: the first value that shows something.
 *
 * @param values - whatever an event holds; a number counts as its text, and what is neither is passed over
 */
export const firstFilled = (...values: unknown[]): string | undefined =>
  values
    .map((value) => (typeof value === 'number' ? String(value) : value))
    .find((value): value is string => typeof value === 'string' && !isBlank(value))
