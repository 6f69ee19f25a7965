/**
 * A browser definition as a plugin of analytics.js, as `generatePlugins` of @segment/browser-destination-runtime makes one.
 * Unlike that one it asks for consent, and keeps every error from the page and from the event.
 */
import type { Analytics, Context, Plugin } from '@segment/analytics-next'
import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'
import { hasConsent, type PageOptions } from './consent.ts'

/** What is left of a definition when its words are taken out. */
export type BrowserDefinition = Pick<BrowserDestinationDefinition<PageOptions>, 'initialize' | 'actions'>

/** What the compiler hands over about one subscription; both functions are emitted code. */
export interface BrowserSubscription {
  action: string
  matches(event: Context['event']): boolean
  map(event: Context['event']): Record<string, unknown>
}

/**
 * @param settings - the page's options and settings; looked at anew each time
 * @returns `plugin`, for `analytics.register`, and `start`, which initializes the definition as soon as there is consent,
 *   once. The definition gets the analytics that is the latest: the snippet's array, later the SDK in its place.
 */
export function createPlugin(
  name: string,
  version: string,
  definition: BrowserDefinition,
  subscriptions: BrowserSubscription[],
  settings: PageOptions
): { plugin: Plugin; start(analytics?: unknown): void } {
  let current: unknown
  let client: Promise<unknown> | undefined
  const input = {
    settings,
    get analytics() {
      return current as Analytics
    }
  }

  function start(analytics?: unknown): void {
    current = analytics ?? current
    if (client || !hasConsent(settings)) return
    client = definition.initialize(input, {} as never)
    client.catch(ignore)
  }

  async function evaluate(context: Context): Promise<Context> {
    start()
    if (client && hasConsent(settings)) {
      for (const { action, matches, map } of subscriptions) {
        try {
          const { event } = context
          if (matches(event)) {
            const payload = map(event)
            const { analytics } = input
            await definition.actions[action]!.perform(await client, {
              payload,
              settings,
              analytics,
              context
            })
          }
        } catch {
          // The event goes out as it is.
        }
      }
    }
    return context
  }

  return {
    start,
    plugin: {
      name,
      type: 'enrichment',
      version,
      isLoaded: () => true,
      load: async (_context, analytics) => start(analytics),
      track: evaluate,
      identify: evaluate,
      page: evaluate,
      screen: evaluate,
      group: evaluate,
      alias: evaluate
    }
  }
}

const ignore = (): void => undefined
