/** A destination's README, section by section. */
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ResolvedFunction } from '../compile/types.ts'
import { configFile } from '../input/config.ts'
import { docsIn } from '../shared/package.ts'
import { actionSection } from './action.ts'
import type { Case } from './cases.ts'
import { conditionInWords } from './condition-words.ts'
import { code, markdownTable, paragraphs } from './markdown.ts'
import { mappingInWords } from './mapping-words.ts'
import { outcomeTable } from './outcomes.ts'
import { loweringList, settingsTable } from './settings.ts'
import { requestPatterns } from './requests.ts'

export interface ReadmeSources {
  /** The project's folder. */
  root: string
  fn: ResolvedFunction
  cases: Case[]
  /** The section on what runs in the page; empty without such a part. */
  page: string
  /** The section on what the vendor sends to Segment; empty for a vendor without a source. */
  source: string
  /** Sections of Markdown; empty for a destination without notes. */
  notes: string
}

/** The notes' section with an example of an override; it stands with what is said of overrides in general. */
const exampleHeading = '## Change what is sent'

export function composeReadme({ root, fn, cases, page, source, notes }: ReadmeSources): string {
  const toRoot = path.relative(fn.folder, root)
  const { example, others } = splitNotes(notes)
  return paragraphs(
    `<!-- Made by \`npm run docs\` from the definition, ${configFile}, the fixtures and notes.md: edit those. -->`,
    `# ${fn.definition.name}`,
    introduction(root, fn, toRoot, notes !== ''),
    '## Settings',
    settingsTable(fn),
    loweringList(fn),
    '## Events and requests',
    presetTable(fn, cases),
    batchSentence(fn),
    '## Actions',
    ...Object.entries(fn.definition.actions).map(([key, action]) => actionSection(key, action)),
    '## Outcomes',
    outcomeTable(fn.definition.name, cases, (file) => path.join(toRoot, file)),
    exampleHeading,
    overrides(fn, toRoot),
    example,
    page,
    source,
    others
  )
}

function introduction(
  root: string,
  { name, definition }: ResolvedFunction,
  toRoot: string,
  hasNotes: boolean
): string {
  const sentences = [
    definition.description,
    `It is the function \`${name}\` of [${configFile}](${toRoot}/${configFile}): \`npm run build -- ${name}\` compiles it to \`dist/${name}/function.js\`, \`npm run replay -- ${name}\` replays its [fixtures](${toRoot}/fixtures/${name}), and [the page on uploading](${toRoot}/${docsIn(root)}/upload.md) brings it into a workspace.`,
    hasNotes && `What to do first, at the vendor and in Segment, stands under [Set up](#set-up).`
  ]
  return sentences.filter(Boolean).join(' ')
}

function presetTable({ definition, subscriptions }: ResolvedFunction, cases: Case[]): string {
  const automatic = (definition.presets ?? []).filter((preset) => preset.type === 'automatic')
  const rows = automatic.map((preset) => {
    const used = subscriptions.find((subscription) => subscription.preset === preset.name)
    const subscribe = used?.subscribe ?? preset.subscribe
    return [
      preset.name!,
      used ? 'yes' : 'no, an alternative',
      `${conditionInWords(subscribe)}: ${code(subscribe)}`,
      code(preset.partnerAction),
      requestsIn(cases.filter((one) => !one.fixture.batch && isTakenOnlyBy(one, preset.name!)))
    ]
  })
  const deletion = definition.onDelete && [
    'Deletion',
    'yes, always',
    'Delete events, which Segment sends by itself',
    code('onDelete'),
    requestsIn(cases.filter(({ fixture }) => fixture.events[0]!.type === 'delete'))
  ]
  const body = [...rows, ...(deletion ? [deletion] : [])]
  const hasPlaceholder = body.some((row) => row.at(-1)!.includes('{'))
  return paragraphs(
    markdownTable([['Preset', 'On by default', 'Takes', 'Action', 'Sends'], ...body]),
    hasPlaceholder ? 'Braces hold the key of a setting or a path in the event.' : ''
  )
}

/** Where several presets take an event, nothing tells whose a request is. */
const isTakenOnlyBy = ({ takenBy }: Case, preset: string): boolean =>
  takenBy.length === 1 && takenBy[0]!.preset === preset

const requestsIn = (cases: Case[]): string =>
  requestPatterns(cases)
    .map(({ method, url, usual }) => `${code(`${method} ${url}`)}${usual ? '' : ' (for some events)'}`)
    .join(', ')

function batchSentence({ batch }: ResolvedFunction): string {
  if (!batch) return ''
  return `Segment may hand over several events at once; each has an outcome of its own, and up to ${batch.concurrency} are sent at a time.`
}

function overrides(fn: ResolvedFunction, toRoot: string): string {
  const { name } = fn
  return paragraphs(
    `Which presets are on, what they take (\`subscribe\`) and where fields get their values from (\`mapping\`) is said under \`functions.${name}.presets\` of [${configFile}](${toRoot}/${configFile}). \`true\` takes a preset as it is, a preset that is not named is off, and a field that is not named keeps its default. Afterwards \`npm run build -- ${name}\` compiles the function anew.`,
    changedMappings(fn)
  )
}

/** What presets, in the definition or the config, map otherwise than the fields do by default. */
function changedMappings({ definition, subscriptions }: ResolvedFunction): string {
  return subscriptions
    .flatMap(({ preset, action, mapping }) =>
      Object.entries(mapping)
        .filter(([key, value]) => !isDeepStrictEqual(value, definition.actions[action]!.fields[key]?.default))
        .map(([key, value]) => `- The preset "${preset}" maps ${code(key)} from ${mappingInWords(value)}.`)
    )
    .join('\n')
}

function splitNotes(notes: string): { example: string; others: string } {
  const sections = notes.split(/^(?=## )/m)
  const isExample = (section: string): boolean => section.startsWith(`${exampleHeading}\n`)
  return {
    example: sections.filter(isExample).join('').slice(exampleHeading.length).trim(),
    others: sections
      .filter((section) => !isExample(section))
      .join('')
      .trim()
  }
}
