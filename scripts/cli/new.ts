/** `npm run new -- destination acme`: files of a new destination or action, which build, replay and lint at once. */
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Made, Wishes } from '../new/index.ts'
import type { Session } from './session.ts'
import { defineVerb, jsonOption } from './verb.ts'

interface Flags extends Pick<Wishes, 'title' | 'url' | 'auth' | 'call' | 'event' | 'batch' | 'operation'> {
  fromCurl?: string
  fromOpenapi?: string
  yes?: boolean
}

export default defineVerb({
  name: 'new',
  group: 'make',
  summary: 'Make the files of a destination or an action, ready to build and replay',
  examples: [
    'npm run new -- destination acme',
    'npm run new -- action acme trackPurchase --url https://api.acme.com/v1/purchases --event "Order Completed"'
  ],
  declare: (command) =>
    command
      .argument('<kind>', 'destination or action')
      .argument('<names...>', 'the slug of the destination; of an action its destination and its own name')
      .option('--title <text>', 'what people read: of the destination, or of the action')
      .option('--url <address>', 'where the call goes; {id} marks what an event fills in')
      .option('--auth <kind>', 'how the vendor knows you: bearer, header, basic, query or none')
      .option('--call <type>', 'the call of Segment: track, identify, page, screen, group or alias')
      .option('--event <name>', 'of a track call: only events of this name')
      .option('--batch', 'also send many events in one request')
      .option('--from-curl <file>', 'a curl command as the vendor shows it; - for standard input')
      .option('--from-openapi <file>', 'an OpenAPI 3 document, JSON or YAML')
      .option('--operation <id>', 'the operation of the document')
      .option('--yes', 'ask nothing; what is left out is guessed')
      .option(...jsonOption),
  async run(session, flags: Flags, kind: string, names: string[]) {
    const { UserError } = await import('../shared/errors.ts')
    const { suggestion } = await import('../shared/nearest.ts')
    const counts: Record<string, { count: number; takes: string }> = {
      destination: { count: 1, takes: 'a slug' },
      action: { count: 2, takes: 'a destination and a name' }
    }
    const wanted = Object.hasOwn(counts, kind) ? counts[kind] : undefined
    if (!wanted)
      throw new UserError(
        'usage',
        `There is nothing new of the kind "${kind}".`,
        suggestion(kind, Object.keys(counts))
      )
    if (names.length !== wanted.count)
      throw new UserError(
        'usage',
        `new ${kind} takes ${wanted.takes}, and got ${names.map((name) => `"${name}"`).join(' ')}.`,
        'Put quotes around nothing: names have no blanks.'
      )
    const { checkNewDestination, newAction, newDestination } = await import('../new/index.ts')
    const [first = '', second = ''] = names
    if (kind === 'destination') await checkNewDestination(session.root, first)
    const wishes = await askRest(session, await wishesOf(session, flags), flags, kind, first)
    const made =
      kind === 'destination'
        ? await newDestination(session.root, first, wishes)
        : await newAction(session.root, first, second, wishes)
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
    ...(fromOpenapi !== undefined && { openapi: resolve(root, path(fromOpenapi)) })
  }
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
  `${files.map((file) => `  ${file}\n`).join('')}\nNext:\n${next.map((step) => `  ${step}\n`).join('')}`
