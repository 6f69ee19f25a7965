/** The five ways in which vendors want to be told who calls, and a sixth that curl commands show: what each is in code. */
import { literal } from './template.ts'
import type { Auth } from './plan.ts'

interface AuthCode {
  /** Entries of `settings`. */
  settings: string
  /** The member `extendRequest` of the definition. */
  request: string
  usesToken: boolean
  /** For step 1 of notes.md. */
  credentials: string
  /** What the fixtures fill in. */
  fixtureSettings: Record<string, string>
}

const setting = (key: string, label: string, description: string, type: 'string' | 'password'): string =>
  `${key}: { label: ${literal(label)}, description: ${literal(description)}, type: '${type}', required: true }`

/**
 * @param title - of the vendor
 * @param slug - goes into the obviously fake key of the fixtures
 */
export function authCode(auth: Auth, title: string, slug: string): AuthCode {
  const key = `${slug}_test_key`
  const withKey = {
    settings: setting('apiKey', 'API Key', `The key of your account at ${title}.`, 'password'),
    usesToken: true,
    credentials: 'Make an API key.',
    fixtureSettings: { apiKey: key }
  }
  const header = (name: string, prefix: string): string =>
    `extendRequest: ({ settings }) => ({ headers: { ${literal(name)}: ${prefixed(prefix)} } }),`
  switch (auth.kind) {
    case 'bearer':
      return { ...withKey, request: header('Authorization', 'Bearer ') }
    case 'header':
      return { ...withKey, request: header(auth.name, auth.prefix ?? '') }
    case 'query':
      return {
        ...withKey,
        request: `extendRequest: ({ settings }) => ({ searchParams: { ${literal(auth.name)}: settings.apiKey } }),`,
        usesToken: false
      }
    case 'body':
      return { ...withKey, request: '', usesToken: false }
    case 'basic':
      return {
        settings: [
          setting('username', 'Username', `The user, or the id of the key, at ${title}.`, 'string'),
          setting('password', 'Password', `The password, or the secret of the key, at ${title}.`, 'password')
        ].join(',\n'),
        request:
          'extendRequest: ({ settings }) => ({ username: settings.username, password: settings.password }),',
        usesToken: false,
        credentials: 'Make a user or a key for the API.',
        fixtureSettings: { username: `${slug}_test_user`, password: key }
      }
    case 'none':
      return {
        settings: '',
        request: '',
        usesToken: false,
        credentials: 'Nothing needs to be set up.',
        fixtureSettings: {}
      }
  }
}

const prefixed = (prefix: string): string => {
  const token = "requireToken(settings.apiKey, 'API Key')"
  return prefix === '' ? token : `\`${prefix.replaceAll(/[`\\$]/g, '\\$&')}\${${token}}\``
}

/** What of a request the fixtures expect of it. */
export function authInRequest(
  auth: Auth,
  slug: string
): { headers: Record<string, string>; query: Record<string, string> } {
  const key = `${slug}_test_key`
  switch (auth.kind) {
    case 'bearer':
      return { headers: { authorization: `Bearer ${key}` }, query: {} }
    case 'header':
      return { headers: { [auth.name.toLowerCase()]: `${auth.prefix ?? ''}${key}` }, query: {} }
    case 'basic': {
      const pair = Buffer.from(`${slug}_test_user:${key}`).toString('base64')
      return { headers: { authorization: `Basic ${pair}` }, query: {} }
    }
    case 'query':
      return { headers: {}, query: { [auth.name]: key } }
    case 'body':
    case 'none':
      return { headers: {}, query: {} }
  }
}
