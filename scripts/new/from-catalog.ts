/**
 * `npm run new -- from-catalog slack`: a destination of Segment's catalog as one of the project's own. Its actions stay in
 * their package; name, presets and mappings stand here, to change at will, with fixtures of generated events.
 */
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type CompiledDestination, compileDestination, reasonOf } from '../catalog/compile.ts'
import { sampleFixtures } from '../catalog/fixtures.ts'
import { openCatalog, selectSlugs } from '../catalog/package.ts'
import { removeWrappers } from '../catalog/wrapper.ts'
import type { CatalogPreset } from '../catalog/wrapper.ts'
import { writeReadmes } from '../docs/index.ts'
import { configFile } from '../input/config.ts'
import { replayFixtures } from '../replay/index.ts'
import { catalogModule, howToKeep } from '../shared/catalog.ts'
import { UserError } from '../shared/errors.ts'
import { withFunction } from './config-entry.ts'
import { writeDraft } from './files.ts'
import { checkNewDestination, refuseDisplayName } from './index.ts'
import type { Made, Wishes } from './index.ts'
import { below, texts } from './texts.ts'

/**
 * @param root - the project's folder
 * @param slug - of the catalog
 * @throws {UserError} when the catalog is not installed, has no such destination, or it cannot be a Function, and for files
 *   that exist; then nothing is written
 */
export async function newFromCatalog(
  root: string,
  slug: string,
  { title }: Pick<Wishes, 'title'>
): Promise<Made> {
  const catalog = openCatalog(root, howToKeep)
  selectSlugs(catalog, [slug])
  // Names of functions begin with a letter.
  const name = /^[a-z]/.test(slug) ? slug : `segment-${slug}`
  await checkNewDestination(root, name, {
    name: 'Change that one, or give it another name first.',
    folder: 'Move the folder away.'
  })
  try {
    const found = await compileDestination(root, catalog, slug).catch((error: unknown) => {
      throw error instanceof UserError ? refused(slug, reasonOf(root, error), error) : error
    })
    const displayName = title ?? found.fn.definition.name
    await refuseDisplayName(root, displayName)
    return await write(root, slug, name, displayName, found)
  } finally {
    await removeWrappers(root)
  }
}

const refused = (slug: string, reason: string, cause: UserError): UserError =>
  new UserError(
    'definition',
    `${slug} cannot be a Function: ${reason}`,
    'Take another, or have Segment host it.',
    {
      cause
    }
  )

async function write(
  root: string,
  slug: string,
  name: string,
  displayName: string,
  found: CompiledDestination
): Promise<Made> {
  const folder = `destinations/${name}`
  const fixtures = await sampleFixtures(root, found, name)
  const made = {
    [`${folder}/index.ts`]: definitionText(slug, displayName, found),
    [`${folder}/notes.md`]: notesText(slug, displayName),
    ...below(`fixtures/${name}`, texts(fixtures))
  }
  const config = await readFile(path.join(root, configFile), 'utf8')
  const hasVariables = Object.keys(found.env).length > 0
  const entry = {
    destination: folder,
    displayName,
    description: `Events to ${displayName}`,
    ...(hasVariables && { env: found.env })
  }
  const changed = { [configFile]: withFunction(config, name, entry) }
  const dropped = new Set<string>()
  const files = await writeDraft(root, { made, changed }, async () => {
    for (const file of await failing(root, name)) {
      await rm(path.join(root, file))
      dropped.add(file)
    }
    return (await writeReadmes({ root, functions: [name] })).map(({ file }) => file)
  })
  return {
    files: files.filter((file) => !dropped.has(file)),
    next: [
      `npm run replay -- ${name}`,
      `Read ${folder}/index.ts: which events each preset takes, and what it maps; fields that are not named there keep their defaults, which ${folder}/README.md shows.`,
      ...aboutEnvironment(found.env),
      ...[...found.fn.lowered.filter((sentence) => sentence.startsWith('OAuth')), ...found.leftOut].map(
        (sentence) => `Know: ${sentence}`
      ),
      ...(dropped.size > 0
        ? [
            `Write fixtures of what sends times or random values, for which none could be made: ${[...dropped].join(', ')}.`
          ]
        : [])
    ]
  }
}

/** What Segment keeps in its own environment, and a user has to have. */
function aboutEnvironment(env: CompiledDestination['env']): string[] {
  const names = (isText: boolean): string =>
    Object.keys(env)
      .filter((name) => (typeof env[name] === 'string') === isText)
      .join(', ')
  const [texts, secrets] = [names(true), names(false)]
  return [
    ...(secrets === '' ? [] : [`Have keys of your own, as these settings ask for Segment's: ${secrets}.`]),
    ...(texts === ''
      ? []
      : [
          `Replace in ${configFile}, under "env", what stands in for Segment's own environment: ${texts}. It becomes part of the code; what nobody may read there is a secret setting with {"setting": true}.`
        ])
  ]
}

/** What is sent at another time, or with other random numbers, differs from the fixture; nobody could replay it. */
const failing = async (root: string, name: string): Promise<string[]> =>
  (await replayFixtures({ root, functions: [name] })).fixtures
    .filter(({ passed }) => !passed)
    .map(({ file }) => file)

const definitionText = (slug: string, displayName: string, { fn, presets }: CompiledDestination): string =>
  [
    '/**',
    ` * ${displayName} as a function of one's own: what it sends is Segment's, what it sends it for stands here.`,
    ' */',
    `import catalog from '${catalogModule(slug)}'`,
    '',
    'const destination: typeof catalog = {',
    '  ...catalog,',
    `  name: ${JSON.stringify(displayName)},`,
    '  presets: [',
    presets.map((preset) => presetText(preset, fn.definition.actions[preset.partnerAction]!)).join(',\n'),
    '  ],',
    '  actions: catalog.actions',
    '}',
    '',
    'export default destination',
    ''
  ].join('\n')

type Action = CompiledDestination['fn']['definition']['actions'][string]

/** Fields that are mapped as their own defaults say need no mention. */
function presetText({ name, partnerAction, subscribe, mapping }: CatalogPreset, { fields }: Action): string {
  const own = Object.entries(mapping).filter(
    ([key, value]) => !isDeepStrictEqual(value, fields[key]?.default)
  )
  return JSON.stringify(
    { name, partnerAction, subscribe, mapping: Object.fromEntries(own), type: 'automatic' },
    null,
    2
  )
}

const notesText = (slug: string, displayName: string): string =>
  [
    `Segment's own ${displayName}, \`${slug}\` of its catalog, compiled into a function. A new version of the package changes what it sends: replay the fixtures then.`,
    ''
  ].join('\n')
