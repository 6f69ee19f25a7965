/** Whole numbers among a verb's options. */
import { InvalidArgumentError } from 'commander'

/**
 * @param least - the smallest number taken
 * @returns a parser for commander, which puts the option's name before what is thrown
 */
export const wholeNumber =
  (least = 0, most = 999_999_999) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
