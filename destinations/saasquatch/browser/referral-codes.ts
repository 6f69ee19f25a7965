/**
 * The cookie of Squatch.js: base64url of JSON, in which the codes of each program stand somewhere below the tenant, as in
 * `{"app.referralsaasquatch.com": {"<tenant>": {"codes": {"<program>": "<code>"}}}}`.
 * https://github.com/saasquatch/squatch-js: src/utils/cookieUtils.ts. What is inside is not published, so codes are
 * looked for, not expected at one place.
 */

/** @returns the codes, each once; none for a cookie that is absent or not readable */
export function referralCodes(cookie: string | undefined): string[] {
  try {
    const binary = atob(cookie!.replace(/-/g, '+').replace(/_/g, '/'))
    const text = new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
    return [...new Set(codesIn(JSON.parse(text)))]
  } catch {
    return []
  }
}

function codesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    ...(/^codes?$/.test(key) ? textsOf(inner) : []),
    ...codesIn(inner)
  ])
}

const textsOf = (value: unknown): string[] =>
  (typeof value === 'string' ? [value] : Object.values(value ?? {})).filter(
    (text) => typeof text === 'string' && text
  )
