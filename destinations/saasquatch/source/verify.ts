/**
 * SaaSquatch signs each webhook twice: with one of its own keys, which it recommends and may change, and with the tenant's
 * API key. https://docs.saasquatch.com/api/webhooks/security/
 */
import { hmac, sameText, UnverifiedWebhook, verifyDetachedJws } from 'segment-functions/runtime'
import type { SourceDefinition } from 'segment-functions/runtime'
import type { Settings } from './settings.ts'

const keySet = 'https://app.referralsaasquatch.com/.well-known/jwks.json'

export const verify: SourceDefinition<Settings>['verify'] = async (request, settings, tools) => {
  const text = request.text()
  const jws = request.headers.get('x-hook-jws-rfc-7797')
  const isSigned =
    jws === null
      ? isHmac(request.headers.get('x-hook-signature'), settings.apiKey, text)
      : await verifyDetachedJws(text, jws, keySet, tools)
  // SaaSquatch's keys sign the webhooks of every tenant.
  if (isSigned && tenantOf(text) !== settings.tenantAlias)
    throw new UnverifiedWebhook('the webhook is not one of the tenant in the setting "Tenant Alias"')
  return isSigned
}

/** The vendor does not say how the bytes are written. */
function isHmac(given: string | null, apiKey: string, text: string): boolean {
  const isHex = sameText(given, hmac('sha1', apiKey, text, 'hex'))
  const isBase64 = sameText(given, hmac('sha1', apiKey, text, 'base64'))
  return isHex || isBase64
}

function tenantOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { tenantAlias?: unknown } | null)?.tenantAlias
  } catch {
    return undefined
  }
}
