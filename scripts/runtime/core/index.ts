/**
 * What stands in for `@segment/actions-core` inside a compiled function: the names that actions import from it, made of
 * what Segment's Functions offer. What is missing here cannot work there, and the build refuses it by name.
 */
import type { SegmentEvent } from '../author/types.ts'
import { clean, get as follow, keysOf } from '../emitted/mapping.ts'
import { resolveAudienceMembership as engageMembership } from './audience-membership.ts'
import { syncMembership } from './sync-mode.ts'

export { CustomErrorCodes, ErrorCodes, getErrorCodeFromHttpStatus, HttpErrorCodes } from './error-codes.ts'
export {
  APIError,
  HTTPError,
  IntegrationError,
  InvalidAudienceMembershipError,
  InvalidAuthenticationError,
  PayloadValidationError,
  RequestTimeoutError,
  RetryableError,
  SelfTimeoutError
} from './errors.ts'
export {
  ActionDestinationErrorResponse,
  ActionDestinationSuccessResponse,
  MultiStatusResponse
} from './multi-status.ts'
export { createRequestClient } from './own-client.ts'
export { clean as removeUndefined }

/** The value at a path such as `a.b[0]`; a falsy value on the way ends it and is the result. */
export const get = (value: unknown, path: string | string[] | null | undefined): unknown =>
  path === null || path === undefined ? undefined : follow(value, Array.isArray(path) ? path : keysOf(path))

/** `array`, `date`, `null`, …: the tag of a value in lower case. */
export const realTypeOf = (value: unknown): string =>
  Object.prototype.toString.call(value).slice(8, -1).toLowerCase()

export const isObject = (value: unknown): value is Record<string, unknown> => realTypeOf(value) === 'object'

export const isArray = (value: unknown): value is unknown[] => Array.isArray(value)

export const isString = (value: unknown): value is string => typeof value === 'string'

/** The object without some of its members. */
export const omit = (object: Record<string, unknown> | undefined, keys: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object ?? {}).filter(([key]) => !keys.includes(key)))

/**
 * @param event - a Segment event, if any
 * @param syncMode - of the mapping, which decides what an event of a warehouse says
 * @returns whether the user enters an audience (true) or leaves it (false); undefined for any other event
 */
export const resolveAudienceMembership = (event: unknown, syncMode?: string): boolean | undefined =>
  event
    ? (engageMembership(event) ?? (syncMode ? syncMembership(event as SegmentEvent, syncMode) : undefined))
    : undefined

/**
 * The defaults of a set of fields, as presets use them. Presets are resolved by the build; the call may still stand in a
 * module that ships.
 */
export const defaultValues = (
  fields: Record<string, { default?: unknown }> | undefined
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields ?? {})
      .filter(([, field]) => field.default !== undefined)
      .map(([key, field]) => [key, field.default])
  )

/**
 * Runs something again until it succeeds.
 *
 * @param input - told the number of the attempt, from 1
 * @param options - `retries`: attempts in all, 2 when left out; `shouldRetry`: whether what came is good, another try is made
 *   otherwise
 */
export async function retry<T>(
  input: (attempt: number) => Promise<T> | T,
  options?: {
    retries?: number
    onFailedAttempt?: (error: unknown, attempt: number) => unknown
    shouldRetry?: (result: T, attempt: number) => unknown
  }
): Promise<T> {
  const attempts = options?.retries ?? 2
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await input(attempt)
      // Its name says the opposite of what actions-core makes of it.
      const isGood = !options?.shouldRetry || (await options.shouldRetry(result, attempt))
      if (isGood || attempt >= attempts) return result
    } catch (error) {
      await options?.onFailedAttempt?.(error, attempt)
      if (!error || attempt >= attempts) throw error
    }
  }
}

/** The tokens that Segment keeps beside settings; those that an action is given have none, there as here. */
export const getAuthData = ({
  oauth
}: {
  oauth?: { access_token?: string; refresh_token?: string; refresh_token_url?: string }
}): Record<'accessToken' | 'refreshToken' | 'refreshTokenUrl', string | undefined> => ({
  accessToken: oauth?.access_token,
  refreshToken: oauth?.refresh_token,
  refreshTokenUrl: oauth?.refresh_token_url
})

/** Those of Segment's Functions: node-fetch. */
export const fetch = /* @__PURE__ */ (() => globalThis.fetch)()
export const Headers = /* @__PURE__ */ (() => globalThis.Headers)()
export const Request = /* @__PURE__ */ (() => globalThis.Request)()
export const Response = /* @__PURE__ */ (() => globalThis.Response)()

/** Nanoseconds, of a clock that knows milliseconds. */
export const time = (): bigint => BigInt(Date.now()) * 1_000_000n

/** Milliseconds between two times. */
export const duration = (start: bigint, stop: bigint): number => Number(stop - start) / 1_000_000

/** Milliseconds that actions-core gives a request; here none gets more than is left of the handler's time. */
export const DEFAULT_REQUEST_TIMEOUT = 10_000

/** A name that ships as nothing: feature flags are set by Segment's own platform only. */
export const FLAGS = {}
