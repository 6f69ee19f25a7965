/**
 * Authentication by OAuth as settings of a Function. In Segment's app a user signs in at the vendor, and Segment keeps the
 * tokens; a Function gets what the tokens come from as secret settings.
 */
import type { DestinationDefinition } from '@segment/actions-core'
import type { Setting, SettingSpec } from '../../runtime/author/types.ts'
import type { FunctionSetting } from '../types.ts'
import { lowerSettings } from './settings.ts'

const fields = {
  oauthAccessToken: {
    label: 'OAuth Access Token',
    description: 'A token of the vendor. Leave it empty where the other OAuth settings get one.',
    type: 'password'
  },
  oauthRefreshToken: {
    label: 'OAuth Refresh Token',
    description: 'What the vendor gave beside the first access token.',
    type: 'password'
  },
  oauthClientId: {
    label: 'OAuth Client ID',
    description: "Of an app of your own among the vendor's developer settings.",
    type: 'password'
  },
  oauthClientSecret: {
    label: 'OAuth Client Secret',
    description: 'Of the same app.',
    type: 'password'
  }
} satisfies Record<string, Setting>

/** What `refreshAccessToken` reads of `auth`, and the setting that holds it. */
const members = {
  refreshToken: 'oauthRefreshToken',
  clientId: 'oauthClientId',
  clientSecret: 'oauthClientSecret'
} satisfies Record<string, keyof typeof fields>

/** @returns undefined for a destination without OAuth */
export function readOAuth({
  authentication
}: DestinationDefinition):
  { settings: FunctionSetting[]; specs: SettingSpec[]; lowered: string[] } | undefined {
  const { scheme, refreshAccessToken } = (authentication ?? {}) as {
    scheme?: string
    refreshAccessToken?: unknown
  }
  if (scheme !== 'oauth2' && scheme !== 'oauth-managed') return undefined
  const names = refreshAccessToken === undefined ? [] : namesIn(String(refreshAccessToken))
  const used = Object.fromEntries(['oauthAccessToken' as const, ...names].map((name) => [name, fields[name]]))
  const { settings, specs } = lowerSettings(used)
  return {
    settings,
    specs,
    lowered: [
      refreshAccessToken === undefined
        ? 'OAuth: the destination cannot renew its token, so a token that does not expire is entered as a setting'
        : `OAuth: nobody signs in; ${names.length > 0 ? 'what the token comes from is entered as settings' : 'the token comes from the other settings'}, and it is renewed when it expires`
    ]
  }
}

/** Of the text of a function; one that hands all of `auth` on may use any of it. */
function namesIn(text: string): (typeof members)[keyof typeof members][] {
  const named = Object.entries(members).filter(([member]) => new RegExp(`\\b${member}\\b`).test(text))
  const handsOn = /\bauth\b(?!\??\.)(?!\s*[:}])/.test(text.slice(text.indexOf(')') + 1))
  const chosen = named.length === 0 && handsOn ? Object.entries(members) : named
  return chosen.map(([, setting]) => setting)
}
