/** The inspector page: bundled when it is first asked for, with nothing from elsewhere. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import { Hono } from 'hono'

const folder = path.join(import.meta.dirname, 'page')

export function pageRoutes(): Hono {
  let script: Promise<string> | undefined
  const app = new Hono()
  app.get('/', async (context) => {
    const nonce = randomBytes(16).toString('base64')
    // Styles with the nonce are those that the editor makes.
    const policy = `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
    const html = await readFile(path.join(folder, 'index.html'), 'utf8')
    return context.html(html.replace('{{nonce}}', nonce), 200, { 'content-security-policy': policy })
  })
  app.get('/page.css', async (context) =>
    context.body(await readFile(path.join(folder, 'page.css'), 'utf8'), 200, { 'content-type': 'text/css' })
  )
  app.get('/page.js', async (context) =>
    context.body(await (script ??= bundlePage()), 200, { 'content-type': 'text/javascript; charset=utf-8' })
  )
  return app
}

/** @returns the page's script, for any browser of the last years */
export async function bundlePage(): Promise<string> {
  const result = await build({
    entryPoints: [path.join(folder, 'main.tsx')],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent'
  })
  return result.outputFiles[0]!.text
}
