/**
 * A destination of the catalog as this project's compiler takes one: a folder whose index.ts imports it and writes out its
 * presets. Actions without a preset get one, made of their own defaults, so that the survey sees all a destination can do.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DestinationDefinition } from '@segment/actions-core'
import { bundleDefinition, loadModule } from '../compile/read/load.ts'
import type { EnvConfig } from '../input/config.ts'
import type { Fields } from '../runtime/author/types.ts'
import type { CatalogPackage } from './package.ts'
import { hints } from './hints.ts'
import { valueFor } from './seeded.ts'

/** Where a process keeps them: in the project, whose packages may lie behind a link, and in nobody's history. */
const workFolder = `dist/.catalog-${String(process.pid).padStart(7, '0')}`

export interface CatalogPreset {
  name: string
  /** Of an action whose own presets are there: it counts where none of those can work. */
  isSpare: boolean
  partnerAction: string
  subscribe: string
  mapping: Record<string, unknown>
  type: 'automatic'
}

/**
 * @returns the destination's folder, from the root, its presets, and a value for each variable of the environment that it
 *   reads
 * @throws UserError for a destination that cannot be loaded
 */
export async function writeWrapper(
  root: string,
  { folder }: CatalogPackage,
  slug: string
): Promise<{ destination: string; presets: CatalogPreset[]; env: EnvConfig }> {
  const destination = `${workFolder}/${slug}`
  const absolute = path.join(root, destination)
  const file = path.join(folder, slug, 'index.js')
  const code = await bundleDefinition(file)
  const names = new Set([...code.matchAll(environmentRead)].map(([, variable]) => variable!))
  if (/@aws-sdk[\\/]+client-/.test(code)) for (const variable of awsCredentials) names.add(variable)
  const { default: definition } = (await loadModule(file)) as { default: DestinationDefinition }
  const presets = presetsOf(definition, Object.keys(hints[slug] ?? {}))
  await mkdir(absolute, { recursive: true })
  await writeFile(
    path.join(absolute, 'index.ts'),
    [
      `import definition from ${JSON.stringify(file)}`,
      'export default {',
      '  ...definition,',
      `  presets: ${JSON.stringify(presets)},`,
      '  actions: definition.actions',
      '}',
      ''
    ].join('\n')
  )
  return {
    destination,
    presets,
    env: Object.fromEntries([...names].map((variable) => [variable, valueOf(variable)]))
  }
}

/** `process.env.KEY`, `process?.env?.KEY` or `process.env['KEY']`. */
const environmentRead = /\bprocess\w*\??\.env(?:\?\.|\.)?(?:\[["'])?\b(\w+)/g

/** Where AWS's SDK looks first, and in a Function only: https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html */
const awsCredentials = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']

/** Nobody shall read a key in the code of a function. */
const valueOf = (name: string): EnvConfig[string] => {
  if (/KEY|SECRET|TOKEN|PASSWORD|CREDENTIAL|EXTERNAL_ID/.test(name)) return { setting: true }
  if (name.endsWith('_REGION')) return 'us-east-1'
  return /_(URL|HOST|ENDPOINT)(_|$)/.test(name) ? 'https://env.example/' : `seed_${name}`
}

/** Takes away what {@link writeWrapper} wrote. */
export const removeWrappers = (root: string): Promise<void> =>
  rm(path.join(root, workFolder), { recursive: true, force: true })

/**
 * Those that Segment's app offers, and one for each action, which is a spare one where they name the action.
 *
 * @param hinted - fields whose values are hinted, and mapped for it
 */
export function presetsOf(
  { presets = [], actions }: DestinationDefinition,
  hinted: string[] = []
): CatalogPreset[] {
  const hintedOf = ({ fields }: { fields: Fields }): Record<string, unknown> =>
    Object.fromEntries(
      hinted.filter((key) => Object.hasOwn(fields, key)).map((key) => [key, fromProperty(key)])
    )
  const own = presets.flatMap((preset): CatalogPreset[] => {
    const action = Object.hasOwn(actions, preset.partnerAction) ? actions[preset.partnerAction] : undefined
    if (preset.type !== 'automatic' || !action) return []
    const mapping = {
      ...mappingOf(action.fields),
      ...outputsOf(action.hooks),
      ...preset.mapping,
      ...hintedOf(action)
    }
    return [{ ...preset, isSpare: false, name: preset.name, mapping } as CatalogPreset]
  })
  const named = own.map(({ partnerAction }) => partnerAction)
  return [
    ...own,
    ...Object.entries(actions).map(([key, { title, defaultSubscription, fields, syncMode, hooks }]) => ({
      name: named.includes(key) ? `${title ?? key} (by its defaults)` : (title ?? key),
      isSpare: named.includes(key),
      partnerAction: key,
      subscribe: defaultSubscription ?? 'type = "track"',
      mapping: {
        ...mappingOf(fields),
        ...(syncMode && { __segment_internal_sync_mode: syncMode.default }),
        ...outputsOf(hooks),
        ...hintedOf({ fields })
      },
      type: 'automatic' as const
    }))
  ]
}

const fromProperty = (key: string): unknown => ({ '@path': `$.properties.${key}` })

/** Fields of which actions want one or another, so that none of them is required. */
const identifies = /^(user|anonymous)_?id$|^to$/i

type Hooks = DestinationDefinition['actions'][string]['hooks']

/** What Segment's app would keep of a hook that ran when the mapping was saved. */
const outputsOf = (hooks: Hooks): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(hooks ?? {}).map(([name, { outputTypes = {} }]) => [
      name,
      {
        outputs: Object.fromEntries(
          Object.entries(outputTypes).map(([key, field]) => [key, valueFor(key, field as Fields[string])])
        )
      }
    ])
  )

/** A field that must be filled and has no default is filled from a property of its own name. */
const mappingOf = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, { default: mapping, required }]): [string, unknown][] => {
      if (mapping !== undefined) return [[key, mapping]]
      return required || identifies.test(key) ? [[key, fromProperty(key)]] : []
    })
  )
