/** Fixtures of a destination of the catalog: generated events, and what its compiled function sends for them. */
import { formCompiler, withPresets } from '../compile/index.ts'
import type { Subscription } from '../compile/types.ts'
import { createHost } from '../host/index.ts'
import type { Host, Invocation, Network } from '../host/index.ts'
import { expectedRequest } from '../replay/expected-request.ts'
import { fixtureOf } from '../replay/save-fixture.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import type { CompiledDestination } from './compile.ts'
import { audienceFieldsOf, generateEvents } from './events.ts'
import { answers, hints } from './hints.ts'
import { generateSettings } from './settings.ts'

/**
 * @param root - the project's folder
 * @param name - of the function that they are for
 * @returns one of each action, and one of a batch where it has batches, by their file names
 */
export async function sampleFixtures(
  root: string,
  { fn, env }: CompiledDestination,
  name: string
): Promise<Record<string, object>> {
  const settings = generateSettings(fn)
  const compile = formCompiler(root)
  const fixtures: Record<string, object> = {}
  const firsts = fn.subscriptions.filter(
    ({ action }, index, all) => all.findIndex((other) => other.action === action) === index
  )
  for (const subscription of firsts) {
    const presets = { [subscription.preset]: true as const }
    const config = { destination: fn.folder, displayName: fn.displayName, env, presets }
    const alone = withPresets(fn, config, { text: subscription.preset, code: 'config' })
    const host = await createHost({ code: (await compile(alone)).code })
    const network: Network = { kind: 'ok', besides: answers[fn.name] ?? [] }
    const keep = (event: SegmentEvent | SegmentEvent[], invocation: Invocation, what: string): void => {
      const exchanges = invocation.requests.map((sent) => ({
        request: expectedRequest(sent),
        reply: network.besides?.find(({ to }) => sent.url.includes(to))?.reply ?? { status: 200, json: {} }
      }))
      const description = `${subscription.preset}, ${what}`
      const seen = { fn: { ...fn, name }, settings, areFake: true, exchanges, description }
      const { content } = fixtureOf({ ...seen, event, invocation })
      const { description: said, settings: given, ...rest } = content
      fixtures[`${fileOf(description)}.json`] = { description: said, presets, settings: given, ...rest }
    }
    try {
      const telling = await firstTelling(host, eventsOf(fn, subscription), settings, network)
      keep(telling.event, telling.invocation, telling.what)
      if (!fn.batch || !fn.definition.actions[subscription.action]!.performBatch) continue
      const events = [1, 2].map((count) => ({ ...telling.event, messageId: `catalog-message-000${count}` }))
      keep(events, await host.invoke(events, settings, network, { fresh: true }), 'a batch')
    } finally {
      await host.close()
    }
  }
  return fixtures
}

const eventsOf = (fn: CompiledDestination['fn'], subscription: Subscription) =>
  generateEvents(
    subscription,
    fn.definition.actions[subscription.action]!.fields,
    hints[fn.name] ?? {},
    audienceFieldsOf(fn.definition)
  )

/** Of the events that were generated, the first that is delivered with a request; else the first. */
async function firstTelling(
  host: Host,
  events: ReturnType<typeof eventsOf>,
  settings: unknown,
  network: Network
): Promise<{ event: SegmentEvent; invocation: Invocation; what: string }> {
  const seen = []
  for (const { name: what, event } of events) {
    const invocation = await host.invoke(event, settings, network, { fresh: true })
    if (invocation.outcome === 'delivered' && invocation.requests.length > 0)
      return { event, invocation, what }
    seen.push({ event, invocation, what })
  }
  return seen[0]!
}

const fileOf = (description: string): string =>
  description
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
