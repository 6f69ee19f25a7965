/** A plan as text for people, and as JSON without the code that it would send. */
import type { FunctionKind } from '../compile/types.ts'
import { table } from '../shared/table.ts'
import { adoptionHint } from './apply.ts'
import type { MetaChange, SettingAttribute, SettingChange } from './compare.ts'
import type { FunctionPlan, Update, UploadPlan } from './plan.ts'
import { printable } from './printable.ts'
import { shorten } from '../shared/text-diff.ts'

/** Enough to see what kind of change it is; `npm run pull` gives the whole. */
const maxDiffLines = 40

/** @returns lines that end with a count of what would be done */
export function planText(plan: UploadPlan): string {
  const { environment, workspace, functions } = plan
  const parts = [
    `Environment ${environment}, workspace "${workspace.name}"`,
    ...functions.map((item) => describe(item, plan)),
    countLine(functions)
  ]
  return `${printable(parts.join('\n\n'))}\n`
}

export function planJson({ environment, workspace, functions }: UploadPlan): object {
  return {
    environment,
    workspace,
    functions: functions.map((item) => {
      if (item.kind === 'create') {
        const { kind, name, settings, request } = item
        const { displayName, resourceType } = request
        return { kind, name, resourceType, displayName, settings }
      }
      if (item.kind !== 'update') return item
      const {
        kind,
        name,
        resourceType,
        id,
        meta,
        settings,
        deploys,
        breaking,
        codeDiff = null,
        drift = null
      } = item
      return { kind, name, resourceType, id, meta, settings, deploys, breaking, drift, codeDiff }
    })
  }
}

function describe(item: FunctionPlan, plan: UploadPlan): string {
  switch (item.kind) {
    case 'none':
      return `${item.name}: no change (${item.id})`
    case 'create':
      return [
        `${item.name}: create ${kinds[item.request.resourceType]}"${item.request.displayName}"`,
        ...settingsPart(item.settings)
      ].join('\n')
    case 'update':
      return describeUpdate(item)
    case 'adopt':
      return [
        `${item.name}: the workspace already has "${item.displayName}", and ${plan.idFile} has no id for it`,
        ...item.candidates.map(({ id, createdAt }) =>
          indent(createdAt === undefined ? id : `${id}, created ${createdAt}`)
        ),
        indent(adoptionHint(plan, item.name, item.candidates[0]!.id))
      ].join('\n')
    case 'problem':
      return [`${item.name}: ${item.message}`, ...(item.hint ? [indent(item.hint)] : [])].join('\n')
  }
}

function describeUpdate(item: Update): string {
  return [
    `${item.name}: update ${item.id}`,
    ...item.meta.map((change) => indent(metaLine(change))),
    ...settingsPart(item.settings),
    ...(item.codeDiff === undefined
      ? []
      : [indent('code:'), indent(shorten(item.codeDiff, maxDiffLines), 4)]),
    ...(item.deploys ? [indent(deploysTo[item.resourceType])] : []),
    ...item.breaking.map((sentence) => indent(`BREAKING: ${sentence}`)),
    ...(item.drift
      ? [
          indent(`DRIFT: ${driftSentence[item.drift.kind]}`),
          indent(shorten(item.drift.diff, maxDiffLines), 4)
        ]
      : [])
  ].join('\n')
}

const kinds = { DESTINATION: '', SOURCE: 'the source function ' } satisfies Record<FunctionKind, string>

const deploysTo = {
  DESTINATION: 'Deploys to every source it is connected to.',
  SOURCE: 'Its instances are deployed: every source made of it runs the new code.'
} satisfies Record<FunctionKind, string>

const driftSentence = {
  edited: 'The code in Segment was edited after the last upload:',
  foreign: 'The code in Segment was not uploaded from here:'
}

const metaNames = { displayName: 'display name', description: 'description', logoUrl: 'logo' }
const metaLine = ({ key, from, to }: MetaChange): string => `${metaNames[key]}: "${from}" -> "${to}"`

function settingsPart(changes: SettingChange[]): string[] {
  if (changes.length === 0) return []
  const signs = { added: '+', removed: '-', changed: '~' }
  const rows = changes.map((change) => [
    `${signs[change.kind]} ${change.setting.name}`,
    ...(['type', 'required', 'sensitive', 'label'] as const).map((key) => cell(change, key))
  ])
  // Too long for a column, and of interest only when it is what changed.
  const descriptions = changes.flatMap((change) =>
    change.kind === 'changed' && change.from.description !== undefined
      ? [indent(`description of ${change.setting.name}: ${cell(change, 'description')}`)]
      : []
  )
  return [indent(table([['setting', 'type', 'required', 'secret', 'label'], ...rows])), ...descriptions]
}

function cell(change: SettingChange, key: SettingAttribute): string {
  const now = inWords(change.setting[key])
  const before = change.kind === 'changed' ? change.from[key] : undefined
  return before === undefined ? now : `${inWords(before) || '(none)'} -> ${now || '(none)'}`
}

export const inWords = (value: string | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : value

function countLine(functions: FunctionPlan[]): string {
  const count = (kind: FunctionPlan['kind']) => functions.filter((item) => item.kind === kind).length
  const counts = [
    `${count('create')} to create`,
    `${count('update')} to update`,
    `${count('none')} without change`,
    ...(count('adopt') > 0 ? [`${count('adopt')} to be taken over or renamed`] : []),
    ...(count('problem') > 0 ? [`${count('problem')} that cannot be planned`] : [])
  ]
  return `${counts.join(', ')}.`
}

const indent = (text: string, blanks = 2): string => text.replace(/^(?=.)/gm, ' '.repeat(blanks))
