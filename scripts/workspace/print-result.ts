/** What an upload came to, and what a person must now do in Segment: that part has no API. */
import type { FunctionSetting } from '../compile/types.ts'
import { table } from '../shared/table.ts'
import type { Applied } from './apply.ts'
import { shownName } from './kind.ts'
import type { Create, Update, UploadPlan } from './plan.ts'
import { inWords } from './print-plan.ts'
import { printable } from './printable.ts'
import type { ReplaySummary, UploadResult } from './upload.ts'

/** @returns lines to print below the plan */
export function resultText(result: UploadResult): string {
  switch (result.outcome) {
    case 'nothing':
      return 'Nothing was uploaded.\n'
    case 'refused':
      return `Nothing was uploaded:\n${result.reasons.map((reason) => `  ${reason}\n`).join('')}`
    case 'replayFailed':
      return replayFailedText(result.replay)
    case 'declined':
      return 'Nothing was uploaded, as you wished.\n'
    case 'applied':
      return printable(
        [...result.results.map(resultLine), ...handover(result.plan, result.results)].join('\n')
      )
  }
}

function resultLine(applied: Applied): string {
  const { name } = applied
  switch (applied.outcome) {
    case 'unchanged':
      return `${name}: no change\n`
    case 'created':
    case 'updated':
      return `${name}: ${applied.outcome} and verified, ${applied.id}, deployed ${applied.deployedAt ?? 'never'}\n`
    case 'unverified':
      return `${name}: SAVED BUT NOT VERIFIED, ${applied.id}\n${applied.problems.map((text) => `  ${text}\n`).join('')}`
    case 'failed':
      return `${name}: FAILED\n  ${applied.message}\n${applied.hint ? `  ${applied.hint}\n` : ''}`
  }
}

/** Only for functions that were written, and only where there is something left to do. */
function handover({ functions, workspace }: UploadPlan, results: Applied[]): string[] {
  return results.flatMap((applied) => {
    const item = functions.find(({ name }) => name === applied.name)
    if (applied.outcome === 'failed' || applied.outcome === 'unchanged') return []
    if (item?.kind === 'create') return [nowInSegment(item, workspace.name)]
    if (item?.kind !== 'update') return []
    const settings = item.settings.filter(({ kind }) => kind !== 'removed').map(({ setting }) => setting)
    return settings.length === 0 ? [] : [review(item, settings)]
  })
}

function nowInSegment({ name, request }: Create, workspaceName: string): string {
  const { resourceType, displayName, settings } = request
  const shown = shownName(displayName, resourceType, workspaceName)
  const filled = settings.length > 0 ? [`Fill in the settings:\n\n${settingsTable(settings)}\n`] : []
  const steps = {
    // Segment: Functions, Destination functions, "Connect this destination to a source".
    DESTINATION: [
      `Open Catalog > Functions, choose "${displayName}", and click Connect Destination.`,
      'Choose the source whose events it shall receive.',
      ...filled,
      'Switch the destination on, and watch its Event Delivery tab.',
      `In an event's integrations, its name is "${shown}": "integrations": { "${shown}": false } keeps that event from it.`
    ],
    // Segment: Functions, Source functions.
    SOURCE: [
      `Open Catalog > Functions, choose "${shown}", and click Connect Source.`,
      'Give the source a name.',
      ...filled,
      "Copy the webhook URL from the source's Overview page.",
      `Paste it at the vendor, as the address of a webhook; "From the vendor" in the vendor's README says where.`,
      "Send a test from there, and watch the source's Debugger tab."
    ]
  }[resourceType]
  return `${name}: now in Segment\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`
}

function review({ name, resourceType }: Update, settings: FunctionSetting[]): string {
  const steps = [
    `${name}: now in Segment, in each ${resourceType.toLowerCase()} made of it, look at the settings that are new or changed:`,
    '',
    settingsTable(settings)
  ]
  return `${steps.join('\n')}\n`
}

/** The description of a setting says where the vendor shows its value. */
function settingsTable(settings: FunctionSetting[]): string {
  const rows = settings.map(({ label, required, sensitive }) => [
    label,
    inWords(required),
    inWords(sensitive)
  ])
  const descriptions = settings
    .filter(({ description }) => description)
    .map(({ label, description }) => wrap(`${label}: ${description}`))
  const text = [table([['setting', 'required', 'secret'], ...rows]), ...descriptions].join('\n\n')
  return text.replace(/^(?=.)/gm, '     ')
}

function wrap(text: string, width = 90): string {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!
    if (line && line.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = line ? `${line} ${word}` : word
  }
  return lines.join('\n')
}

const maxFilesShown = 10

function replayFailedText({ passed, failed, failedFiles }: ReplaySummary): string {
  const shown = failedFiles.slice(0, maxFilesShown).map((file) => `  ${file}\n`)
  const more = failedFiles.length > shown.length ? `  … ${failedFiles.length - shown.length} more\n` : ''
  return (
    `Nothing was uploaded: ${failed} of ${passed + failed} fixtures fail.\n${shown.join('')}${more}` +
    '  `npm run replay` says why; --skip-replay uploads all the same.\n'
  )
}
