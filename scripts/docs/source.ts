/** What a vendor sends to Segment, in its README: how to connect it, what its webhooks become, what is refused. */
import path from 'node:path'
import type { ResolvedSource } from '../compile/types.ts'
import type { SentMessage } from '../host/types.ts'
import type { Config } from '../input/config.ts'
import { docsIn } from '../shared/package.ts'
import { code, listOf, markdownTable, paragraphs } from './markdown.ts'
import { readNotes } from './notes.ts'
import { loweringList, settingsTable } from './settings.ts'
import { readSourceCases, sourceIn, type SourceCase } from './source-cases.ts'
import { sourceOutcomeTable } from './source-outcomes.ts'

/**
 * @param root - the project's folder
 * @param folder - the absolute path of a destination's folder
 * @returns a section of Markdown with source/notes.md in it; empty for a vendor without a source in segment.config.json
 * @throws UserError for a definition, config or fixture that cannot be used
 */
export async function sourceSection(root: string, config: Config, folder: string): Promise<string> {
  const name = sourceIn(root, config, folder)
  if (name === undefined) return ''
  const { source, cases } = await readSourceCases(root, config, name)
  const toRoot = path.relative(folder, root)
  const linkTo = (file: string): string => path.join(toRoot, file)
  return paragraphs(
    '## From the vendor',
    `${source.definition.description} It is the source function ${code(name)} of [segment.config.json](${toRoot}/segment.config.json).`,
    setUp(root, source, toRoot),
    await readNotes(source.folder),
    '### Settings of the source',
    settingsTable(source),
    loweringList(source),
    '### Webhooks and messages',
    eventTable(source, cases, linkTo),
    `Which of them are taken, and under what name, is said under ${code(`functions.${name}.events`)} of segment.config.json: ${code(exampleOfEvents(source))}. All are taken when it is left out. ${ids}`,
    example(source, cases, linkTo),
    '### Outcomes of a webhook',
    sourceOutcomeTable(source.definition.name, cases, linkTo),
    after
  )
}

/** Source functions are used by sources, which Segment's app makes: there is no API for it. */
function setUp(
  root: string,
  { name, displayName, definition, settings }: ResolvedSource,
  toRoot: string
): string {
  const labels = listOf(
    settings.map(({ label }) => label),
    'and'
  )
  return [
    `1. ${code(`npm run upload -- --env production ${name}`)} ([the page on uploading](${toRoot}/${docsIn(root)}/upload.md)), or by hand: ${code(`npm run build -- ${name}`)}, then Connections, Catalog, Functions, New Function, Source in Segment, and paste ${code(`dist/${name}/function.js`)}; its settings are in ${code('settings.json')} beside it.`,
    `2. Under Connections, Catalog, Functions choose “${displayName}”, click Connect Source, and give the source a name.`,
    `3. Copy the webhook's address from the source's Overview, and paste it at ${definition.name}, as told below.`,
    `4. Fill in ${labels} in the source's Settings. Until then every webhook is refused.`,
    `5. Look at the source's Debugger: it shows what arrives. What was refused, and why, stands in the function's Errors tab.`,
    '',
    `A later ${code('upload')} saves the code and deploys it to every source made of the function; the plan says so before. In the editor, Save keeps the code, and Save & Deploy asks which sources shall run it.`
  ].join('\n')
}

const ids =
  'A webhook that is sent twice makes messages with the same `messageId`, of which Segment keeps the first. Segment does not list `messageId` and `timestamp` among what a source function may give; they are fields of every message, and are given.'

const after =
  'All messages of a webhook are sent, or none. What is refused is not tried again; what is retried, Segment tries again by itself, up to five times. Of a body, Segment takes 512 KB.'

/** One event as it is, one under another name. */
function exampleOfEvents({ definition }: ResolvedSource): string {
  const [first, second] = Object.keys(definition.events)
  const renamed = { name: 'Another Name' }
  return JSON.stringify(second === undefined ? { [first!]: renamed } : { [first!]: true, [second]: renamed })
}

function eventTable(
  { definition, events }: ResolvedSource,
  cases: SourceCase[],
  linkTo: (file: string) => string
): string {
  return markdownTable([
    [`From ${definition.name}`, 'In Segment', 'When', 'Fixtures'],
    ...Object.entries(definition.events).map(([event, { description }]) => {
      const accepted = cases.filter((one) => one.event === event && one.fixture.expect.outcome === 'accepted')
      return [
        code(event),
        Object.hasOwn(events, event) ? callsOf(accepted) : 'nothing: it is not among the `events`',
        description,
        accepted.map(({ fixture: { file } }) => link(path.basename(file, '.json'), linkTo(file))).join(', ')
      ]
    })
  ])
}

/** The calls that the fixtures of an event show, each once: `identify`, `track` “Lead Created”. */
function callsOf(accepted: SourceCase[]): string {
  const calls = accepted.flatMap(({ fixture }) => fixture.sends).map(callInWords)
  return [...new Set(calls)].join(', ')
}

const callInWords = ({ type, event }: SentMessage): string =>
  typeof event === 'string' ? `${code(type)} “${event}”` : code(type)

/** The first event of the definition in its plainest fixture: the one with the shortest name. */
function example(
  { name, definition }: ResolvedSource,
  cases: SourceCase[],
  linkTo: (file: string) => string
): string {
  const [first] = Object.keys(definition.events)
  const [plainest] = cases
    .filter(({ event, fixture }) => event === first && fixture.expect.outcome === 'accepted')
    .sort((one, other) => one.fixture.file.length - other.fixture.file.length)
  if (!plainest) return ''
  const { file, description, request, sends } = plainest.fixture
  return paragraphs(
    '### An example',
    `${description ? `${description}. ` : ''}The webhook of [${path.basename(file)}](${linkTo(file)}), which ${code(`npm run invoke -- ${name} --event ${file}`)} sends through the function:`,
    jsonBlock(JSON.parse(request.text)),
    sends.length === 1 ? 'The message that it becomes:' : 'The messages that it becomes:',
    jsonBlock(sends.length === 1 ? sends[0] : sends)
  )
}

const jsonBlock = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``

const link = (text: string, target: string): string => `[${text}](${target})`
