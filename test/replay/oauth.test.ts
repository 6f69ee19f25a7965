/** How a token is renewed, through the compiled function and through Segment's engine: both ask the vendor the same. */
import { expect, it } from '@jest/globals'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { project } from './project.ts'

const definition = `
import { MultiStatusResponse } from '@segment/actions-core'
export default {
  name: 'Lists', slug: 'lists', mode: 'cloud',
  authentication: {
    scheme: 'oauth2',
    fields: {},
    refreshAccessToken: async (request, { auth }) => {
      const body = new URLSearchParams({ token: auth.refreshToken, id: auth.clientId, key: auth.clientSecret })
      const { data } = await request('https://id.example.com/token', { method: 'post', body })
      return { accessToken: data.access_token, refreshToken: data.refresh_token }
    }
  },
  extendRequest: ({ auth }) => ({ headers: { authorization: 'Bearer ' + auth?.accessToken } }),
  onDelete: (request, { payload }) => request('https://api.example.com/gone', { method: 'post', json: payload }),
  presets: [{ name: 'Add', partnerAction: 'add', subscribe: 'type = "track"', type: 'automatic', mapping: {} }],
  actions: {
    add: {
      title: 'Add', description: 'Adds a user to a list',
      fields: { id: { label: 'User', description: 'Who', type: 'string', required: true, default: { '@path': '$.userId' } } },
      perform: (request, { payload }) => request('https://api.example.com/add', { method: 'post', json: payload }),
      performBatch: async (request, { payload }) => {
        const { data } = await request('https://api.example.com/add', { method: 'post', json: payload })
        const results = new MultiStatusResponse()
        payload.forEach((sent, index) => {
          const status = data.statuses?.[index] ?? 200
          if (status === 200) results.pushSuccessResponse({ status, sent, body: 'ok' })
          else results.pushErrorResponse({ status, errormessage: 'refused', sent, body: '' })
        })
        return results
      }
    }
  }
}`

const credentials = {
  oauthRefreshToken: 'fake_refresh',
  oauthClientId: 'fake_id',
  oauthClientSecret: 'fake_secret'
}
const event = { type: 'track', event: 'Joined', userId: 'u1' }
const events = [event, { ...event, userId: 'u2' }]

type Reply = [status: number, json: object]

const added = (token: string, json: object, [status, answer]: Reply = [200, {}]) => ({
  request: {
    method: 'POST',
    url: 'https://api.example.com/add',
    headers: { authorization: `Bearer ${token}` },
    json
  },
  reply: { status, json: answer }
})
const renewed = ([status, json]: Reply, token = 'fake_refresh') => ({
  request: {
    method: 'POST',
    url: 'https://id.example.com/token',
    headers: { authorization: 'Bearer undefined' },
    form: { token, id: 'fake_id', key: 'fake_secret' }
  },
  reply: { status, json }
})

const one = { id: 'u1' }
const both = [{ id: 'u1' }, { id: 'u2' }]
const refused: Reply = [401, { message: 'expired' }]
const fresh: Reply = [200, { access_token: 'fake_new' }]

const cases: Record<string, { exchanges: object[]; expect: object; [member: string]: unknown }> = {
  taken: { event, exchanges: [added('fake_old', one)], expect: { outcome: 'delivered' } },
  renewed: {
    event,
    exchanges: [added('fake_old', one, refused), renewed(fresh), added('fake_new', one)],
    expect: { outcome: 'delivered' }
  },
  'with a new refresh token': {
    event,
    exchanges: [
      added('fake_old', one, refused),
      renewed([200, { access_token: 'fake_new', refresh_token: 'fake_refresh_2' }]),
      added('fake_new', one)
    ],
    expect: { outcome: 'delivered' }
  },
  'not renewed for another refusal': {
    event,
    exchanges: [added('fake_old', one, [403, {}])],
    expect: { outcome: 'discarded' }
  },
  'not renewed, as the vendor is not there': {
    event,
    exchanges: [added('fake_old', one, refused), renewed([503, {}])],
    expect: { outcome: 'retried' }
  },
  'not renewed, as the credentials are refused': {
    event,
    exchanges: [added('fake_old', one, refused), renewed([400, { error: 'invalid_grant' }])],
    expect: { outcome: 'discarded' }
  },
  'renewed, and another mistake': {
    event,
    exchanges: [added('fake_old', one, refused), renewed(fresh), added('fake_new', one, [500, {}])],
    expect: { outcome: 'retried' }
  },
  'renewed for a deletion': {
    event: { type: 'delete', userId: 'u1' },
    exchanges: ['fake_old', 'fake_new'].flatMap((token, index) => [
      {
        request: {
          method: 'POST',
          url: 'https://api.example.com/gone',
          headers: { authorization: `Bearer ${token}` },
          json: { userId: 'u1' }
        },
        reply: { status: index === 0 ? 401 : 200, json: {} }
      },
      ...(index === 0 ? [renewed(fresh)] : [])
    ]),
    expect: { outcome: 'delivered' }
  },
  'renewed for a batch': {
    events,
    exchanges: [added('fake_old', both, refused), renewed(fresh), added('fake_new', both)],
    expect: { statuses: [200, 200] }
  },
  'renewed for a part of a batch': {
    events,
    exchanges: [
      added('fake_old', both, [200, { statuses: [200, 401] }]),
      renewed(fresh),
      added('fake_new', both, [200, { statuses: [200, 422] }])
    ],
    expect: { statuses: [200, 422] }
  },
  'not renewed for a batch': {
    events,
    exchanges: [added('fake_old', both, refused), renewed([503, {}])],
    expect: { statuses: [503, 503] }
  },
  'refused twice': {
    differs: 'last-token',
    event,
    exchanges: [added('fake_old', one, refused), renewed(fresh), added('fake_new', one, refused)],
    expect: { outcome: 'discarded' }
  },
  'without a token of its own': {
    differs: 'first-token',
    event,
    settings: credentials,
    exchanges: [renewed(fresh), added('fake_new', one)],
    expect: { outcome: 'delivered' }
  }
}

it('asks for a token, and sends with it, as Segment does', async () => {
  const fixtures = Object.fromEntries(
    Object.entries(cases).map(([name, fixture]) => [
      `fixtures/lists/${name}.json`,
      { settings: { ...credentials, oauthAccessToken: 'fake_old' }, ...fixture }
    ])
  )
  const root = await project({
    'segment.config.json': {
      functions: { lists: { destination: 'destinations/lists', displayName: 'Lists' } }
    },
    'destinations/lists/index.ts': definition,
    ...fixtures
  })

  const report = await replayFixtures({ root })

  expect(report.fixtures.filter(({ passed }) => !passed).map(({ problems }) => problems)).toEqual([])
  expect(report.passed).toBe(Object.keys(cases).length)
})
