/** The browser for tests, and what a test says where there is none. */
import { expect, it } from '@jest/globals'

export { launchChrome } from '../../scripts/bench/browser.ts'

/** Says by name that nothing was tried in a page; in CI that is a failure. */
export function sayThatNoBrowserRuns(reason: string): void {
  const name = `NOT RUN: no browser runs on this machine, so nothing is tried in a page (${reason})`
  if (!process.env.CI) return it.skip(name, () => undefined)
  it(name, () => expect(reason).toBe(''))
}
