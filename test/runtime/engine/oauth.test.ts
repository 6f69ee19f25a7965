/** Tokens of OAuth: where they come from, how long they are kept, and that one refresh serves all who wait for it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createCache } from '../../../scripts/host/cache.ts'
import { Deadline } from '../../../scripts/runtime/core/deadline.ts'
import { createOAuth } from '../../../scripts/runtime/engine/oauth.ts'
import type { OAuthDefinition, OAuthSession } from '../../../scripts/runtime/engine/oauth.ts'
import { withoutSecrets } from '../../../scripts/runtime/engine/secrets.ts'
import type { SettingSpec } from '../../../scripts/runtime/author/types.ts'
import '../as-in-host.ts'

const specs = ['oauthAccessToken', 'oauthRefreshToken', 'oauthClientId', 'oauthClientSecret'].map(
  (key): SettingSpec => ({ key, label: key, type: 'password' })
)
const credentials = {
  oauthRefreshToken: 'fake_refresh_1',
  oauthClientId: 'fake_id',
  oauthClientSecret: 'fake_secret'
}

let now = 1_768_471_200_000
let emptyCache: () => void

beforeEach(() => {
  now = 1_768_471_200_000
  jest.spyOn(Date, 'now').mockImplementation(() => now)
  const { cache, empty } = createCache({ now: () => now } as never, () => undefined)
  emptyCache = empty
  Object.assign(globalThis, { cache })
})
afterEach(() => {
  jest.restoreAllMocks()
})

type Refresh = NonNullable<NonNullable<OAuthDefinition['authentication']>['refreshAccessToken']>

/** A refresh that counts and numbers its tokens. */
function numbered(more: object = {}) {
  const asked: unknown[] = []
  const refreshAccessToken: Refresh = (_request, { auth }) => {
    asked.push(auth)
    return Promise.resolve({ accessToken: `fake_token_${asked.length}`, ...more })
  }
  return { asked, refreshAccessToken }
}

const sessionOf = (
  refreshAccessToken: Refresh | undefined,
  given: object = credentials,
  oauth = createOAuth({ authentication: refreshAccessToken ? { refreshAccessToken } : {} }, specs)
): OAuthSession => oauth.open(given, {}, new Deadline())

const ok = [undefined]
const refused = [
  { kind: 'discarded', name: 'InvalidEventPayload', message: 'HTTP 401', status: 401 } as const
]

/** Sends with a vendor that takes only some tokens. */
async function sent(session: OAuthSession, taken: (token: string | undefined) => boolean = () => true) {
  const used: (string | undefined)[] = []
  const results = await session.send(({ accessToken }) => {
    used.push(accessToken)
    return Promise.resolve(taken(accessToken) ? ok : refused)
  })
  return { used, status: results[0]?.status ?? 200 }
}

describe('a token', () => {
  it('comes of the credentials where none was entered, and is kept for the next call', async () => {
    const { asked, refreshAccessToken } = numbered()
    const oauth = createOAuth({ authentication: { refreshAccessToken } }, specs)
    const session = () => sessionOf(refreshAccessToken, credentials, oauth)
    expect([await sent(session()), await sent(session())]).toEqual([
      { used: ['fake_token_1'], status: 200 },
      { used: ['fake_token_1'], status: 200 }
    ])
    expect(asked).toEqual([
      { refreshToken: 'fake_refresh_1', clientId: 'fake_id', clientSecret: 'fake_secret' }
    ])
  })

  it('is the one that was entered, until the vendor refuses it; then it is replaced once', async () => {
    const { asked, refreshAccessToken } = numbered()
    const session = sessionOf(refreshAccessToken, { ...credentials, oauthAccessToken: 'fake_old' })
    expect(await sent(session, (token) => token !== 'fake_old')).toEqual({
      used: ['fake_old', 'fake_token_1'],
      status: 200
    })
    expect(asked).toHaveLength(1)
  })

  it('that is refused again stays refused', async () => {
    const { asked, refreshAccessToken } = numbered()
    expect(await sent(sessionOf(refreshAccessToken), () => false)).toEqual({
      used: ['fake_token_1', 'fake_token_2'],
      status: 401
    })
    expect(asked).toHaveLength(2)
  })

  it('is not replaced where the destination cannot', async () => {
    const session = sessionOf(undefined, { oauthAccessToken: 'fake_old' })
    expect(await sent(session, () => false)).toEqual({ used: ['fake_old'], status: 401 })
  })

  it('is replaced once for all who wait for it, and not again by who comes late', async () => {
    const { asked, refreshAccessToken } = numbered()
    const session = sessionOf(refreshAccessToken, { ...credentials, oauthAccessToken: 'fake_old' })
    let answerLate = (_: typeof refused): void => undefined
    const late = new Promise<typeof refused>((resolve) => (answerLate = resolve))
    const used: (string | undefined)[] = []
    const lateSend = session.send(({ accessToken }) => {
      used.push(accessToken)
      return accessToken === 'fake_old' ? late : Promise.resolve(ok)
    })

    const isNew = (token: string | undefined) => token !== 'fake_old'
    await Promise.all([sent(session, isNew), sent(session, isNew), sent(session, isNew)])
    answerLate(refused)
    await lateSend

    expect(asked).toHaveLength(1)
    expect(used).toEqual(['fake_old', 'fake_token_1'])
  })

  it('is nothing where the destination says so, and is not asked for again', async () => {
    const asked: unknown[] = []
    const refreshAccessToken: Refresh = (_request, { auth }) => {
      asked.push(auth)
      return Promise.resolve({ accessToken: '' })
    }
    const session = sessionOf(refreshAccessToken, {})
    expect([await sent(session), await sent(session)]).toEqual([
      { used: [''], status: 200 },
      { used: [''], status: 200 }
    ])
    expect(asked).toHaveLength(1)
  })

  it('of other settings is another', async () => {
    const { refreshAccessToken } = numbered()
    const oauth = createOAuth({ authentication: { refreshAccessToken } }, specs)
    const one = await sent(sessionOf(refreshAccessToken, credentials, oauth))
    const other = await sent(
      sessionOf(refreshAccessToken, { ...credentials, oauthClientId: 'fake_2' }, oauth)
    )
    expect([one.used, other.used]).toEqual([['fake_token_1'], ['fake_token_2']])
  })

  it('is fetched anew when the cache was emptied', async () => {
    const { refreshAccessToken } = numbered()
    const session = sessionOf(refreshAccessToken)
    await sent(session)
    emptyCache()
    expect((await sent(session)).used).toEqual(['fake_token_2'])
  })

  it('takes the refresh token along that came with it', async () => {
    const { asked, refreshAccessToken } = numbered({ refreshToken: 'fake_refresh_2' })
    const session = sessionOf(refreshAccessToken)
    await sent(session)
    await sent(session, (token) => token !== 'fake_token_1')
    expect(asked).toEqual([
      expect.objectContaining({ refreshToken: 'fake_refresh_1' }),
      expect.objectContaining({ refreshToken: 'fake_refresh_2' })
    ])
  })

  it('is as secret as a setting', async () => {
    const { refreshAccessToken } = numbered()
    await sent(sessionOf(refreshAccessToken))
    expect(withoutSecrets('it was fake_token_1 of fake_secret')).toBe('it was [secret] of [secret]')
  })
})

describe('what goes wrong with a refresh', () => {
  it('is told when no token comes of it', async () => {
    const session = sessionOf(() => Promise.resolve({}))
    await expect(sent(session)).rejects.toMatchObject({
      name: 'InvalidAuthenticationError',
      message: 'no access token came of the credentials'
    })
  })

  it('is not kept: the next call tries again', async () => {
    let count = 0
    const session = sessionOf(() =>
      ++count === 1 ? Promise.reject(new Error('busy')) : Promise.resolve({ accessToken: 'fake_token' })
    )
    await expect(sent(session)).rejects.toThrow('busy')
    expect((await sent(session)).used).toEqual(['fake_token'])
  })
})

describe('a token that says how long it lives', () => {
  const server = createServer((_, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"access_token":"fake_token","expires_in":600}')
  })
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => void server.close())

  it('is replaced a minute before it expires, without a request that would be refused', async () => {
    let count = 0
    const { port } = server.address() as AddressInfo
    const refreshAccessToken: Refresh = async (request) => {
      await request(`http://127.0.0.1:${port}/token`, { method: 'post' })
      return { accessToken: `fake_token_${++count}` }
    }
    const oauth = createOAuth({ authentication: { refreshAccessToken } }, specs)
    const used: unknown[] = []
    for (const seconds of [0, 539, 2]) {
      now += seconds * 1000
      used.push((await sent(sessionOf(refreshAccessToken, credentials, oauth))).used)
    }
    expect(used).toEqual([['fake_token_1'], ['fake_token_1'], ['fake_token_2']])
  })
})
