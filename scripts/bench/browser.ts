/**
 * A real browser: the Chromium of @sparticuz/chromium, which needs no system package (Linux on x64), else the Chrome that
 * is installed.
 */
import chromiumPackage from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
import type { Browser, LaunchOptions } from 'playwright-core'

/** Not the package's own: those switch web security off and run a single process. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic'
]

const ways: (() => Promise<LaunchOptions>)[] = [
  async () => ({ executablePath: await chromiumPackage.executablePath() }),
  async () => ({ channel: 'chrome' })
]

/** @returns a running browser, or why there is none */
export async function launchChrome(): Promise<{ browser: Browser } | { reason: string }> {
  const reasons: string[] = []
  for (const way of ways) {
    try {
      return { browser: await chromium.launch({ ...(await way()), args }) }
    } catch (error) {
      reasons.push(String((error as Error).message).split('\n')[0]!)
    }
  }
  return { reason: reasons.join('; ') }
}
