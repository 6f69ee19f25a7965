/** `npm run new -- destination acme`: files of something new, which build, replay and lint at once. */
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Made, Wishes } from '../new/index.ts'
import type { Flags } from './new-kinds.ts'
import type { Session } from './session.ts'
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'new',
  group: 'make',
  summary: 'Make the files of a destination, an action or a source, ready to build and replay',
  examples: [
    'npm run new -- destination acme',
    'npm run new -- action acme trackPurchase --url https://api.acme.com/v1/purchases --event "Order Completed"'
  ],
  declare: (command) =>
    command
      .argument(
        '<kind>',
        'destination, action, source, browser (what runs in the page), copy or from-catalog'
      )
      .argument(
        '<names...>',
        'the slug of a new destination; a destination and a name for its new action; the destination that gets a source or a part for the page; the vendor of the package to copy; the destination of the catalog'
      )
      .option('--title <text>', 'what people read: of the vendor, or of the action')
      .option('--url <address>', 'where the call goes; {id} marks what an event fills in')
      .option('--auth <kind>', 'how the vendor knows you: bearer, header, basic, query or none')
      .option('--call <type>', 'the call of Segment: track, identify, page, screen, group or alias')
      .option(
        '--event <name>',
        'of a track call: only events of this name; of a source: what the vendor calls its webhook'
      )
      .option('--batch', 'also send many events in one request')
      .option('--from-curl <file>', 'a curl command as the vendor shows it; - for standard input')
      .option('--from-openapi <file>', 'an OpenAPI 3 document, JSON or YAML')
      .option('--operation <id>', 'the operation of the document')
      .option('--yes', 'ask nothing; what is left out is guessed')
      .option(...jsonOption),
  async run(session, flags: Flags, kind: string, names: string[]) {
    const { kindOf } = await import('./new-kinds.ts')
    const wanted = kindOf(kind, names, flags)
    await wanted.check?.(session.root, names)
    const known = await wishesOf(session, flags)
    const wishes = wanted.asks ? await askRest(session, known, flags, kind, names[0]!) : known
    const made = await wanted.make(session.root, names, wishes)
    return { data: made, text: describe(made) }
  }
})

async function wishesOf({ root, path, stdin }: Session, flags: Flags): Promise<Wishes> {
  const { fromCurl, fromOpenapi, yes: _yes, ...rest } = flags
  const { readText } = await import('../new/read-text.ts')
  return {
    ...rest,
    ...(fromCurl !== undefined && {
      curl: fromCurl === '-' ? await text(stdin) : await readText(root, path(fromCurl))
    }),
    ...(fromOpenapi !== undefined && { openapi: await existing(root, path(fromOpenapi)) })
  }
}

/** The absolute path of a file that is there. */
async function existing(root: string, file: string): Promise<string> {
  const { readText } = await import('../new/read-text.ts')
  await readText(root, file)
  return resolve(root, file)
}

/** Where somebody can answer, what is left out is asked for. */
async function askRest(
  session: Session,
  wishes: Wishes,
  flags: Flags,
  kind: string,
  first: string
): Promise<Wishes> {
  const { json, stdin, stderr } = session
  if (flags.yes || json || flags.fromCurl === '-' || !stdin.isTTY || !stderr.isTTY) return wishes
  const { askWishes } = await import('../new/ask.ts')
  return askWishes(wishes, { kind: kind === 'action' ? 'action' : 'destination', name: first })
}

const describe = ({ files, next }: Made): string =>
  `${listed(files)}\nNext:\n${next.map((step) => `  ${step}\n`).join('')}`

/** A copied vendor has hundreds of files, which nobody reads through. */
function listed(files: string[]): string {
  if (files.length <= 40) return files.map((file) => `  ${file}\n`).join('')
  const counts = new Map<string, number>()
  for (const file of files) {
    const folder = file.split('/').slice(0, 2).join('/')
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].map(([folder, count]) => `  ${folder}${count > 1 ? `: ${count} files` : ''}\n`).join('')
}
