/**
 * SaaSquatch writes a locale as `en_US` or `es_419`, Segment's SDKs mostly as `en-US`.
 */

// The format of `locale` in the schema of SaaSquatch: npm package @saasquatch/schema
const format = /^[a-z]{2}_([A-Z]{2}|[0-9]{3})$/

/** The locale as SaaSquatch takes it, undefined when it is none: a wrong one would cost the whole user. */
export function localeOf(locale: string | undefined): string | undefined {
  const candidate = locale?.replace('-', '_')
  return candidate !== undefined && format.test(candidate) ? candidate : undefined
}
