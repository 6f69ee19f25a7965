/**
 * Authentication by OAuth, for destinations whose definition has it: Segment's app would keep the tokens; here the user
 * enters what gets them, and the definition's own `refreshAccessToken` fetches one when there is none or it is refused.
 *
 * A token stays in Segment's cache until shortly before it expires. A process that is new, or whose cache was emptied,
 * starts from the settings again.
 */
import { isObject } from '../author/text.ts'
import type { SettingSpec } from '../author/types.ts'
import type { Deadline } from '../core/deadline.ts'
import { InvalidAuthenticationError } from '../core/errors.ts'
import { hostCrypto } from '../core/host-globals.ts'
import { createRequestClient } from '../core/request-client.ts'
import type { RequestClient } from '../core/request-client.ts'
import type { RequestOptions } from '../core/request-options.ts'
import { classify } from './classify.ts'
import type { Failure } from './classify.ts'
import { keepSecret } from './secrets.ts'
import { prepareSettings } from './settings.ts'

/** What actions-core calls `auth`. */
export interface AuthTokens {
  accessToken?: string | undefined
  refreshToken?: string | undefined
}

interface Credentials extends AuthTokens {
  clientId?: string | undefined
  clientSecret?: string | undefined
}

type Settings = Record<string, unknown>
type Results = (Failure | undefined)[]

/** What of a definition has to do with it. */
export interface OAuthDefinition {
  authentication?: {
    refreshAccessToken?: (request: RequestClient, input: { settings: Settings; auth: Credentials }) => unknown
  }
  extendRequest?: (input: { settings: Settings; payload: unknown; auth: AuthTokens }) => RequestOptions
}

/** Of one call of a handler. */
export interface OAuthSession {
  /**
   * Sends something with a token, and once more with a new one if the vendor refused the first (401).
   *
   * @throws what `refreshAccessToken` throws
   */
  send(work: (auth: AuthTokens) => Promise<Results>): Promise<Results>
  /** The same for a single event. Never rejects. */
  sendOne(work: (auth: AuthTokens) => Promise<Failure | undefined>): Promise<Failure | undefined>
}

interface Held {
  tokens: AuthTokens
  /** Milliseconds since 1970. */
  until: number
}

/** Vendors rarely give less, and say so when they do. */
const usualLifeMs = 3_000_000

/** So long before it expires a token is not used any more: the vendor's clock may be another. */
const spareMs = 60_000

/**
 * @param definition - without `refreshAccessToken` the token of the settings has to do
 * @param specs - the settings that hold the credentials: `oauthAccessToken`, `oauthRefreshToken`, `oauthClientId` and
 *   `oauthClientSecret`, or those of them that there are
 */
export function createOAuth(
  { authentication, extendRequest }: OAuthDefinition,
  specs: SettingSpec[]
): { open(given: unknown, settings: Settings, deadline: Deadline): OAuthSession } {
  const refresh = authentication?.refreshAccessToken
  /** One refresh at a time for the same credentials, whoever needs it. */
  const running = new Map<string, Promise<Held>>()

  async function fetchTokens(auth: Credentials, settings: Settings, deadline: Deadline): Promise<Held> {
    const { refreshToken } = auth
    // Without the old token, which the vendor may refuse; as actions-core does it.
    const options = extendRequest?.({ settings, payload: undefined, auth: {} })
    const client = createRequestClient({ deadline }, options ?? {})
    let lifeMs = usualLifeMs
    const watching: RequestClient = async (url, own) => {
      const response = await client(url, own)
      const seconds = isObject(response.data) ? Number(response.data.expires_in) : NaN
      if (seconds > 0) lifeMs = seconds * 1000
      return response
    }
    const fetched = (await refresh!(watching, { settings, auth })) as AuthTokens | undefined
    // An empty one is what a destination says that may do without, such as Segment's extensible webhook.
    if (fetched?.accessToken === undefined)
      throw new InvalidAuthenticationError('no access token came of the credentials', 'OAUTH_REFRESH_FAILED')
    keepSecret(tokenSpecs, fetched)
    // Some vendors give a new refresh token each time, and take none twice.
    return { tokens: { refreshToken, ...fetched }, until: Date.now() + Math.max(lifeMs - spareMs, 0) }
  }

  return {
    open(given, settings, deadline) {
      keepSecret(specs, given)
      const values = prepareSettings(specs, given) as Record<string, string>
      const { oauthAccessToken: accessToken, oauthRefreshToken: refreshToken } = values
      const own = {
        accessToken,
        refreshToken,
        clientId: values.oauthClientId,
        clientSecret: values.oauthClientSecret
      }
      const text = JSON.stringify([values, settings])
      const key = `oauth ${hostCrypto().createHash('sha256').update(text).digest('hex')}`

      const renewed = (before: AuthTokens): Promise<Held> => {
        const fetching = running.get(key) ?? fetchTokens({ ...own, ...before }, settings, deadline)
        running.set(key, fetching)
        return fetching.finally(() => running.delete(key))
      }
      const held = () =>
        cache.load(key, usualLifeMs, () =>
          accessToken !== undefined || !refresh
            ? Promise.resolve({ tokens: { accessToken, refreshToken }, until: Infinity })
            : renewed({})
        )
      const replaced = async (before: AuthTokens): Promise<Held> => {
        const current = await held()
        // Somebody else has replaced it meanwhile.
        if (current.tokens.accessToken !== before.accessToken && current.until > Date.now()) return current
        cache.delete(key)
        return cache.load(key, usualLifeMs, () => renewed(before))
      }

      const send: OAuthSession['send'] = async (work) => {
        const known = await held()
        const { tokens } = known.until > Date.now() ? known : await replaced(known.tokens)
        const results = await work(tokens)
        if (!refresh || !results.some((failure) => failure?.status === 401)) return results
        return work((await replaced(tokens)).tokens)
      }
      return {
        send,
        async sendOne(work) {
          try {
            return (await send(async (auth) => [await work(auth)]))[0]
          } catch (error) {
            return classify(error)
          }
        }
      }
    }
  }
}

const tokenSpecs = ['accessToken', 'refreshToken'].map((key): SettingSpec => ({
  key,
  label: key,
  type: 'password'
}))
