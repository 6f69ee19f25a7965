/** `npm run new -- browser acme`: what runs in the page, which keeps the vendor's click id and gives it to Segment's SDK. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { writeReadmes } from '../docs/index.ts'
import { UserError } from '../shared/errors.ts'
import { writeDraft } from './files.ts'
import type { Made } from './made.ts'
import { findDestination } from './open-destination.ts'
import { fillTemplate } from './template.ts'
import { below } from './texts.ts'

const modules = ['index.ts', 'addClickId/index.ts', 'notes.md']

/**
 * @param root - the project's folder
 * @param destination - a function of segment.config.json, or the folder of its destination
 * @throws {UserError} when it has such a part already, or there is no such destination; then nothing is written
 */
export async function newBrowser(
  root: string,
  destination: string,
  wishes: { title?: string | undefined }
): Promise<Made> {
  const found = await findDestination(root, destination)
  const folder = `${found.folder}/browser`
  if (existsSync(path.join(root, folder)))
    throw new UserError(
      'usage',
      `The folder ${folder} exists already, and nothing is overwritten.`,
      'Add an action to its index.ts, or move the folder away.'
    )
  const title = wishes.title ?? found.title
  const words = {
    TemplateTitle: title,
    TemplateSlug: found.slug,
    TemplateSummary: `Keep the click id of a link of ${title}, and send it with every event.`,
    TemplateParameter: `${found.slug.replaceAll('-', '_')}_id`
  }
  const texts = await Promise.all(modules.map((file) => fillTemplate(`browser/${file}`, words)))
  const made = below(folder, Object.fromEntries(modules.map((file, index) => [file, texts[index]!])))
  const readme = `${found.folder}/README.md`
  const before = await readFile(path.join(root, readme), 'utf8').catch(() => undefined)
  const changed = before === undefined ? {} : { [readme]: before }
  const files = await writeDraft(root, { made, changed }, async () =>
    (await writeReadmes({ root, functions: [found.slug] })).map(({ file }) => file)
  )
  return {
    files,
    next: [
      `npm run build -- ${found.slug}`,
      `Put dist/${found.slug}/browser.js into a page; ${found.folder}/README.md says how.`,
      `Read ${folder}/index.ts: the parameter of landing pages, and how long a click counts.`,
      `npm run docs -- ${found.slug}`
    ]
  }
}
