/** What a shop's pages load: Segment's SDK, and what each vendor of this project has for the page. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { compileBrowser } from '../compile/browser.ts'

const require = createRequire(import.meta.url)
const root = path.join(import.meta.dirname, '../..')
const vendors = ['dub', 'impact', 'product-fruits', 'saasquatch']
/** Of the scripts; it stands in no event. */
const version = '0.0.0'

export interface PageScripts {
  /** The build that a page loads: one script that sets `AnalyticsNext`. */
  sdk: string
  /** Each leaves its plugin at `segmentFunctions.<vendor>`. */
  vendors: string[]
}

/** @throws UserError for a vendor's script that cannot be compiled */
export async function loadPageScripts(): Promise<PageScripts> {
  const sdkFolder = path.dirname(require.resolve('@segment/analytics-next/package.json'))
  const compiled = await Promise.all(
    vendors.map((name) =>
      compileBrowser(root, { name, folder: path.join(root, 'destinations', name) }, version)
    )
  )
  return {
    sdk: await readFile(path.join(sdkFolder, 'dist/umd/index.js'), 'utf8'),
    vendors: compiled.map((made) => made!.browser.code)
  }
}
