/** What Product Fruits says of its users, each event once, in the names that analysts read. */
import type { Script } from './script.ts'

type Send = (name: string, properties: Record<string, unknown>) => unknown

/** Of scripts that have no `forwardEvent`: who says what, and what its arguments are. */
const listeners = [
  ['tours', 'tour-finished', ['id']],
  ['tours', 'tour-skipped', ['id']],
  ['tours', 'tour-advanced', ['id', '']],
  ['checklists', 'item-launched', ['id', 'internalId']]
] as const

let heard: Script['api']

/** @param send - what it throws or rejects with is dropped: this runs inside the script of Product Fruits */
export function forwardEvents({ api }: Script, send: Send): void {
  // Ready is said again for a script that goes on, too.
  if (!api || api === heard) return
  heard = api

  const forward = (event: unknown, data: unknown): void => {
    try {
      const name = typeof event === 'string' && titleCase(event)
      if (name) Promise.resolve(send(name, { ...(data as object) })).catch(ignore)
    } catch {
      // Neither the tour nor the page may suffer.
    }
  }

  if (api.analytics?.forwardEvent) return api.analytics.forwardEvent(forward)
  for (const [part, event, names] of listeners) {
    api[part]?.listen(event, (...details) =>
      forward(
        event,
        // What has no name is an object of names itself.
        Object.assign({}, ...names.map((name, index) => (name ? { [name]: details[index] } : details[index])))
      )
    )
  }
}

/** `announcements_banner_opened`, `tour-finished` and `tourFinished` as `Tour Finished`. */
function titleCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
    .trim()
}

const ignore = (): void => undefined
