/** Who took the money, in the words Dub knows; it refuses any other. */

/** https://github.com/dubinc/dub: apps/web/lib/zod/schemas/sales.ts */
const known = new Set(['stripe', 'shopify', 'polar', 'paddle', 'apple', 'revenuecat', 'dub', 'custom'])

/** The name in lower case when Dub knows it, `custom` for any other. */
export function paymentProcessorOf(name: string | undefined): string | undefined {
  const lower = name?.toLowerCase()
  return lower === undefined || known.has(lower) ? lower : 'custom'
}
