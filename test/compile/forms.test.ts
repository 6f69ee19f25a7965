/** Forms of a function that are only run: they do what the uploaded one does. */
import { describe, expect, it } from '@jest/globals'
import {
  compileFunction,
  formCompiler,
  resolveFunction,
  withPresets,
  type RunnableFunction
} from '../../scripts/compile/index.ts'
import type { ResolvedFunction } from '../../scripts/compile/types.ts'
import { createHost } from '../../scripts/host/index.ts'
import type { FunctionConfig } from '../../scripts/input/config.ts'
import { temporaryFolder } from '../temporary.ts'
import { definition } from './definition.ts'

const source = definition({
  imports: `const early = [process.env.REGION, process.env.SERVICE_KEY]`,
  fields: `
    name: { label: 'Name', description: 'Its name', type: 'string', default: { '@liquid': '{{ event | upcase }}' } },
    plan: { label: 'Plan', description: 'Its plan', type: 'string', default: { '@path': '$.properties.plan' } }`,
  perform: `(request, { payload, settings }) =>
    request('https://api.example.com/track', { method: 'post', json: { early, payload, settings } })`,
  presets: `
    { name: 'Track', partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: {} },
    { name: 'Page', partnerAction: 'send', subscribe: 'type = "page"', type: 'automatic', mapping: {} }`
})
const config: FunctionConfig = {
  destination: 'destinations/acme',
  displayName: 'Acme',
  env: { REGION: 'eu', SERVICE_KEY: { setting: true } },
  batch: true
}
const event = { type: 'track', event: 'Sign Up', userId: 'u1', messageId: 'm1', properties: { plan: 'pro' } }
const settings = { apiKey: 'fake_api', SERVICE_KEY: 'fake_service' }

async function resolved(): Promise<{ root: string; fn: ResolvedFunction }> {
  const root = await temporaryFolder({ 'destinations/acme/index.ts': source })
  return { root, fn: await resolveFunction(root, 'acme', config) }
}

async function requestsOf({ code }: Pick<RunnableFunction, 'code'>, input: unknown): Promise<unknown[]> {
  const host = await createHost({ code })
  try {
    const { requests } = await host.invoke(input, settings, { kind: 'ok' })
    return requests
  } finally {
    await host.close()
  }
}

describe('a form', () => {
  it.each([
    ['an event', event],
    ['a batch', [event, { ...event, messageId: 'm2', type: 'page' }]]
  ])('sends for %s what the uploaded function sends', async (_, input) => {
    const { root, fn } = await resolved()
    const requests = await requestsOf(await formCompiler(root)(fn), input)
    expect(requests).toEqual(await requestsOf(await compileFunction(root, fn), input))
    expect(requests[0]).toMatchObject({
      body: JSON.stringify({
        early: ['eu', 'fake_service'],
        payload: { name: 'SIGN UP', plan: 'pro' },
        settings: { apiKey: 'fake_api' }
      })
    })
  })

  it('has the presets of its own, and the parts of the others', async () => {
    const { root, fn } = await resolved()
    const compile = formCompiler(root)
    const presets = { Page: { mapping: { name: 'always' } } }
    const form = withPresets(fn, { ...config, presets }, { text: 'presets', code: 'config' })
    const [plain, other] = [await compile(fn), await compile(form)]

    expect([plain.handlers, other.handlers]).toEqual([
      ['onTrack', 'onPage', 'onBatch'],
      ['onPage', 'onBatch']
    ])
    expect(await requestsOf(other, { ...event, type: 'page' })).toMatchObject([
      { body: expect.stringContaining('"payload":{"name":"always","plan":"pro"}') as unknown }
    ])
  })
})
