/**
 * What a destination may import from this project, besides `@segment/actions-core`: the types of a definition,
 * directives that are long to write, `SkippedEvent`, and small rules several vendors share; and what a source needs to
 * verify and read webhooks. It ships inside the compiled function where it is used.
 */
export type {
  Action,
  Destination,
  Fields,
  IdempotencyKey,
  PayloadOf,
  RateLimit,
  SentRequest,
  Settings,
  SettingsOf
} from './types.ts'
export { hasConsent, type PageOptions } from '../browser/consent.ts'
export { readCookie } from '../browser/cookie.ts'
export { keepFromLanding } from '../browser/landing.ts'
export type {
  Json,
  SourceDefinition,
  SourceEvent,
  SourceMessage,
  SourceRequest,
  VerifyTools
} from './source.ts'
export { classify } from '../engine/classify.ts'
export { readAmount, requireAmount } from './amount.ts'
export { filled, firstFilled, isBlank } from './blank.ts'
export { verifyDetachedJws } from './detached-jws.ts'
export { first, firstOr, firstSet } from './directives.ts'
export { forEachAtMost } from './for-each-at-most.ts'
export { isNotFound } from './not-found.ts'
export { pathSegment } from './path-segment.ts'
export { requireHttpsUrl, requireSetting, requireToken } from './require-setting.ts'
export { requireEventName, requireText } from './require-text.ts'
export { hmac, sameText } from './signature.ts'
export { SkippedEvent } from './skipped-event.ts'
export { compact, cut, isObject, splitName } from './text.ts'
export { readTime } from './time.ts'
export { userToDelete } from './user-to-delete.ts'
export {
  idAt,
  numberAt,
  objectAt,
  required,
  textAt,
  timeAt,
  UnusableWebhook,
  UnverifiedWebhook
} from './webhook.ts'
