/** Who took the money, in the words Dub knows; it refuses any other. */

/** The enumeration of Dub's SDK (npm package dub 0.73.5), which is ahead of the public repository by lemonsqueezy. */
const known = new Set('stripe shopify polar paddle apple revenuecat lemonsqueezy dub custom'.split(' '))

/** The name in lower case when Dub knows it, `custom` for any other. */
export function paymentProcessorOf(name: string | undefined): string | undefined {
  const lower = name?.toLowerCase()
  return lower === undefined || known.has(lower) ? lower : 'custom'
}
