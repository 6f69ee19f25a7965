/**
 * The script of Product Fruits, as far as it is used here.
 * https://www.npmjs.com/package/product-fruits: types.d.ts
 */
type Listen = (event: string, callback: (...details: unknown[]) => void) => void

/** `analytics.user().id()` is Product Fruits' username. */
export interface User {
  username: string
  email?: string
}

export interface Script {
  api?: {
    analytics?: { forwardEvent?(callback: (event: unknown, data?: unknown) => void): void }
    tours?: { listen: Listen }
    checklists?: { listen: Listen }
  }
  identifyUser?(user: User): void
}

export const script = (): Script | undefined => (window as { productFruits?: Script }).productFruits

/** @param callback - called as soon as the script works, and again whenever it was started anew */
export function onReady(callback: (script: Script) => void): void {
  const call = (): void => {
    try {
      if (script()?.api) callback(script()!)
    } catch {
      // Another version of the script; the page goes on.
    }
  }
  call()
  addEventListener('productfruits_ready', call, true)
}
