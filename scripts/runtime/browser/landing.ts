/** A click id: it comes with the address of the landing page and is wanted pages and days later. */
import { readCookie, writeCookie } from './cookie.ts'

/** No vendor's click id is longer or has other characters; whatever else somebody writes into a link is not passed on. */
const isUsable = (value: string | null | undefined): value is string => /^[!-~]{1,512}$/.test(value ?? '')

/**
 * Keeps what the page's address holds now.
 *
 * @param options.parameter - of the page's query
 * @param options.cookie - the name it is kept under
 * @param options.days - how long
 * @returns reads the value: of the last landing, also where no cookie can be kept, as long as this page stays
 */
export function keepFromLanding(options: {
  parameter: string
  cookie: string
  days: number
}): () => string | undefined {
  const { parameter, cookie, days } = options
  const landed = new URLSearchParams(location.search).get(parameter)?.trim()
  if (isUsable(landed)) writeCookie(cookie, landed, days)
  return () => [readCookie(cookie), landed].find(isUsable)
}
