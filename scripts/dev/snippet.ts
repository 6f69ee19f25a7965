/** Segment's own snippet, for pages whose events are to arrive here. */
import snippet from '@segment/snippet'

/**
 * @param origin - of this server: `http://127.0.0.1:4020`
 * @param writeKey - any will do
 * @returns a script, which also makes the page call
 */
export function snippetFor(origin: string, writeKey: string): string {
  const { host } = new URL(origin)
  const text = snippet.min({ apiKey: writeKey, host, useHostForBundles: true })
  // The snippet knows no address but one with https.
  return text.replaceAll(`https://${host}`, origin)
}
