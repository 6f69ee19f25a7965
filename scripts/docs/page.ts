/** What of a destination runs in the page, in its README: how to add it, what can be set, what it keeps. */
import path from 'node:path'
import { resolveBrowser } from '../compile/read/browser.ts'
import type { ResolvedFunction } from '../compile/types.ts'
import { code, markdownTable, paragraphs } from './markdown.ts'
import { readNotes } from './notes.ts'

/**
 * @param root - the project's folder
 * @returns a section of Markdown with browser/notes.md at its end; empty for a destination without a folder `browser`
 * @throws {@link UserError} for a browser definition that cannot be used
 */
export async function pageSection(root: string, fn: ResolvedFunction): Promise<string> {
  const browser = await resolveBrowser(root, fn)
  if (!browser) return ''
  const { name } = fn
  const script = `dist/${name}/browser.js`
  const own = /^[a-z]+$/.test(name) ? `segmentFunctions.${name}` : `segmentFunctions['${name}']`
  const settings = Object.entries(browser.definition.settings ?? {})
  return paragraphs(
    '## In your page',
    `${browser.definition.description ?? ''} \`npm run build -- ${name}\` writes ${code(script)}, one script of at most 3 KB, which your site serves itself. It waits for nothing, holds no secret and never throws into the page.`,
    'With the snippet, right behind it. What the page sends before the SDK has loaded waits for both; if this script arrives after the SDK, events until then go without:',
    '```html\n' + `<script async src="/segment/${name}.js"></script>` + '\n```',
    'With the npm package (TypeScript finds `browser.d.ts` beside it):',
    '```ts\n' +
      `import { AnalyticsBrowser } from '@segment/analytics-next'\nimport './segment/${name}/browser.js'\n\nconst analytics = AnalyticsBrowser.load({ writeKey: '…' })\nwindow.${own}.install(analytics)` +
      '\n```',
    `What it is told stands in ${code(`window.${own}`)}, set before the script or handed to \`install\`:`,
    markdownTable([
      ['Key', 'By default', 'Description'],
      [
        '`consent`',
        'none needed',
        'A function that is asked before anything is read, kept or sent, each time.'
      ],
      ...settings.map(([key, { description, default: value }]) => [
        code(key),
        value === undefined ? 'nothing' : code(JSON.stringify(value)),
        description
      ])
    ]),
    '```html\n' +
      `<script>\n  window.segmentFunctions = { ${/^[a-z]+$/.test(name) ? name : `'${name}'`}: { consent: () => window.marketingAllowed === true } }\n</script>` +
      '\n```',
    '**Consent.** While `consent` answers anything but `true`, nothing is read, kept or sent. Given later on the same page, it counts from then on. A cookie from before a withdrawal stays, unread; delete it yourself if it must go.',
    `**Content-Security-Policy.** \`script-src 'self'\` (or where you serve the script) is all it needs: it connects to nothing.`,
    await readNotes(path.join(fn.folder, 'browser'))
  )
}
