/**
 * A shop to play with, at `/demo`: the real SDK behind Segment's own snippet, and the browser scripts of the vendors, all
 * from this machine. What a visitor does there arrives as events.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import { Hono } from 'hono'
import { compileBrowser } from '../compile/browser.ts'
import { shopPages } from './demo/pages.ts'
import type { ResolvedFunction } from '../compile/types.ts'
import type { Session } from './session.ts'
import { snippetFor } from './snippet.ts'
import type { Destination } from './unit.ts'

const folder = path.join(import.meta.dirname, 'demo')

/** @returns the routes below `/demo` */
export function demoRoutes(session: Session): Hono {
  const app = new Hono()
  /** By what they were compiled from: each page of the shop loads all of them. */
  const compiled = new WeakMap<ResolvedFunction, Promise<string | undefined>>()
  const scriptOf = ({ build: { fn } }: Destination): Promise<string | undefined> => {
    const made = compiled.get(fn) ?? compileBrowser(session.root, fn, 'dev').then((one) => one?.browser.code)
    compiled.set(fn, made)
    return made
  }
  const withScript = () =>
    session.destinations().filter(({ build }) => existsSync(path.join(build.fn.folder, 'browser')))

  app.get('/shop.css', async (context) =>
    context.body(await readFile(path.join(folder, 'shop.css'), 'utf8'), 200, { 'content-type': 'text/css' })
  )
  app.get('/shop.js', async (context) => context.body(await bundleShop(), 200, scriptType))
  app.get('/scripts/:file', async (context) => {
    const unit = withScript().find(({ name }) => `${name}.js` === context.req.param('file'))
    const script = unit && (await scriptOf(unit))
    return script === undefined ? context.notFound() : context.body(script, 200, scriptType)
  })
  app.get('/:page?', async (context) => {
    const page = shopPages[context.req.param('page') ?? '']
    if (!page) return context.notFound()
    const nonce = randomBytes(16).toString('base64')
    const parts: Record<string, string> = {
      title: page.title,
      body: page.body,
      snippet: `<script nonce="${nonce}">${snippetFor(new URL(context.req.url).origin, 'demo-shop')}</script>`,
      scripts: withScript()
        .map(({ name }) => `<script src="/demo/scripts/${name}.js"></script>`)
        .join('\n    ')
    }
    const html = await readFile(path.join(folder, 'shop.html'), 'utf8')
    // One pass: what was put in is not looked through again.
    const text = html.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]!)
    return context.html(text, 200, {
      'content-security-policy': `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
    })
  })
  return app
}

const scriptType = { 'content-type': 'text/javascript; charset=utf-8' }

async function bundleShop(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'shop.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent'
  })
  return outputFiles[0]!.text
}
