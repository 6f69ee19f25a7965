/**
 * Brings a plugin into the page, whichever comes first: this script, the snippet or the SDK. What a page can set, and
 * what it can call, is one object, `window.segmentFunctions.<function>`; a second copy of the script finds it and leaves.
 */
import type { Analytics, Plugin } from '@segment/analytics-next'
import { createPlugin, type BrowserDefinition, type BrowserSubscription } from './plugin.ts'
import type { PageOptions } from './consent.ts'

interface PageFunction extends PageOptions {
  plugin?: Plugin
  install?(analytics: unknown, options?: PageOptions): void
}

declare global {
  interface Window {
    segmentFunctions?: Record<string, PageFunction>
    analytics?: unknown
  }
}

/**
 * Never throws: a page goes on whatever it has made of these names.
 *
 * @param key - the function's name in segment.config.json
 * @param defaults - settings the page has not set
 */
export function install(
  key: string,
  name: string,
  version: string,
  definition: BrowserDefinition,
  subscriptions: BrowserSubscription[],
  defaults: object
): void {
  try {
    // Imported by a server that renders pages, there is nothing to do.
    if (typeof window === 'undefined') return
    const own = ((window.segmentFunctions ??= {})[key] ??= {})
    if (own.install) return
    Object.assign(own, { ...defaults, ...own })
    const { plugin, start } = createPlugin(name, version, definition, subscriptions, own)
    const installed: unknown[] = []

    own.plugin = plugin
    own.install = (analytics, options) => {
      try {
        Object.assign(own, options)
        if (installed.includes(analytics)) return
        if (Array.isArray(analytics)) analytics.push(['register', plugin])
        else (analytics as Pick<Analytics, 'register'>).register(plugin).catch(() => undefined)
        installed.push(analytics)
        start(analytics)
      } catch {
        // Not analytics.js, or one without plugins.
      }
    }

    const find = (): void => {
      if (installed.length === 0 && window.analytics) own.install!(window.analytics)
    }
    find()
    addEventListener('DOMContentLoaded', find)
    addEventListener('load', find)
    // Consent given on a page without a further event: the last moment at which its address is known.
    addEventListener('pagehide', () => start())
  } catch {
    // See above.
  }
}
