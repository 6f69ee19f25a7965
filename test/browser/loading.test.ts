/** Other ways to load a vendor's script: only with consent, and with the SDK of npm. */
import { describe, expect, it } from '@jest/globals'
import { build } from 'esbuild'
import { clickId, landing, root, inVendorPages } from './vendor-pages.ts'
import { asyncTag, shop, snippetTag } from './site.ts'

await inVendorPages(['dub'], (pages) => {
  const { open, visit, loaded, signUp, scripts } = pages

  describe('with a consent()', () => {
    const head = (): string =>
      `<script>agreed = false; segmentFunctions = { dub: { consent: () => agreed } }</script>${snippetTag}${asyncTag('/dub.js')}`

    it('reads and keeps nothing before, and begins when it is given', async () => {
      await open({ head: head() })
      await visit(landing)
      const before = await signUp()
      const kept = (await pages.site.context.cookies()).filter(({ name }) => name === 'dub_id')
      await pages.site.page.evaluate('agreed = true')
      const after = await signUp()
      await pages.site.page.evaluate('agreed = false')
      const withdrawn = await signUp()

      expect(before['integrations']).toEqual({})
      expect(kept).toEqual([])
      expect(after['integrations']).toEqual({ 'Dub (Actions)': { dub_id: clickId } })
      expect(withdrawn['integrations']).toEqual({})
    })

    it('keeps the click of a page that is left right after', async () => {
      await open({ head: head() })
      await visit(landing)
      await loaded()
      await pages.site.page.evaluate('agreed = true')
      await visit(`${shop}/pricing`)
      await loaded()
      await pages.site.page.evaluate('agreed = true')

      expect((await signUp())['integrations']).toEqual({ 'Dub (Actions)': { dub_id: clickId } })
    })

    it('takes a promise, or an error, for a no', async () => {
      await open({ head: head() })
      await visit(landing)
      await loaded()
      for (const consent of ['async () => true', '() => { throw new Error() }']) {
        await pages.site.page.evaluate(`segmentFunctions.dub.consent = ${consent}`)
        expect((await signUp())['integrations']).toEqual({})
      }
      expect(pages.site.errors).toEqual([])
    })
  })

  describe('with the npm SDK', () => {
    const app = async (source: string): Promise<Record<string, string>> => {
      const { outputFiles } = await build({
        stdin: { contents: source, resolveDir: root },
        bundle: true,
        write: false,
        logLevel: 'error',
        plugins: [
          {
            name: 'compiled',
            setup({ onResolve, onLoad }) {
              onResolve({ filter: /^\.\/dub\.js$/ }, () => ({ path: 'dub.js', namespace: 'compiled' }))
              onLoad({ filter: /.*/, namespace: 'compiled' }, () => ({ contents: scripts['/dub.js']! }))
            }
          }
        ]
      })
      return { '/app.js': outputFiles[0]!.text }
    }

    it.each([
      [
        'install',
        `const analytics = AnalyticsBrowser.load(options); segmentFunctions.dub.install(analytics)`
      ],
      [
        'register',
        `const analytics = AnalyticsBrowser.load(options); analytics.register(segmentFunctions.dub.plugin)`
      ],
      [
        'plugins',
        `const analytics = AnalyticsBrowser.load({ ...options, plugins: [segmentFunctions.dub.plugin] })`
      ]
    ])('works through %s', async (_way, code) => {
      await open({
        head: '<script src="/app.js"></script>',
        scripts: await app(`
          import { AnalyticsBrowser } from '@segment/analytics-next'
          import './dub.js'
          const options = { writeKey: 'test-write-key' }
          ${code}
          sent = analytics.track('Sign Up')`)
      })
      await visit(landing)
      await pages.site.page.evaluate('sent')

      expect(pages.site.sent).toMatchObject([
        { event: 'Sign Up', integrations: { 'Dub (Actions)': { dub_id: clickId } } }
      ])
      expect(pages.site.errors).toEqual([])
    })

    it('can be imported where there is no page', async () => {
      await open()
      expect(() => new Function(scripts['/dub.js']!)()).not.toThrow()
    })
  })
})
