/**
 * `npm run new`: a destination or an action whose files build, type-check, lint and replay as soon as they are there.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { writeReadmes } from '../docs/index.ts'
import { configFile, loadConfig } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { addToDefinition } from './add-to-definition.ts'
import { authCode } from './auth.ts'
import { withFunction, withPreset } from './config-entry.ts'
import { laidOut, writeDraft } from './files.ts'
import { makeFixtures } from './fixtures.ts'
import { openDestination } from './open-destination.ts'
import { docsIn } from '../shared/package.ts'
import { below, texts } from './texts.ts'
import { checkActionName, checkSlug, titled } from './names.ts'
import { subscriptionOf } from './plan.ts'
import type { ActionPlan } from './plan.ts'
import { planAction } from './plan-action.ts'
import type { Wishes } from './plan-action.ts'
import type { Made } from './made.ts'
import { writeAction } from './write-action.ts'
import { writeDestination } from './write-destination.ts'

export type { Made } from './made.ts'
export type { Wishes } from './plan-action.ts'
export { newBrowser } from './browser.ts'
export { newCopy } from './copy.ts'
export { newSource } from './source.ts'

/**
 * @param root - the project's folder
 * @param slug - `acme`: the folder, the function and the fixtures are named so
 * @throws {UserError} for a slug that cannot be one, files that exist, and wishes that do not fit each other; then nothing
 *   is written
 */
export async function newDestination(root: string, slug: string, wishes: Wishes): Promise<Made> {
  await checkNewDestination(root, slug)
  const { action, address, auth } = await planAction(slug, wishes)
  const title = wishes.title ?? titled(slug)
  const folder = `destinations/${slug}`
  await refuseDisplayName(root, title)
  const plan = { slug, title, address, auth, action }
  const fixtures = makeFixtures(action, {
    slug,
    address,
    auth,
    settings: authCode(auth, title, slug).fixtureSettings,
    notSupported: true
  })
  const made = {
    ...below(folder, await writeDestination(plan, docsIn(root))),
    ...below(`fixtures/${slug}`, texts(fixtures))
  }
  const config = await readFile(path.join(root, configFile), 'utf8')
  const entry = { destination: folder, displayName: title, description: `Events to ${title}` }
  const changed = { [configFile]: withFunction(config, slug, entry) }
  const files = await writeDraft(root, { made, changed }, async () =>
    (await writeReadmes({ root, functions: [slug] })).map(({ file }) => file)
  )
  return { files, next: nextSteps(slug, `${folder}/${action.name}/index.ts`) }
}

/** @throws {UserError} as {@link newDestination} does for its slug: what can be said before anything is asked */
export async function checkNewDestination(
  root: string,
  slug: string,
  hints = {
    name: 'Choose another slug, or add an action to it: npm run new -- action.',
    folder: 'Choose another slug, or move the folder away.'
  }
): Promise<void> {
  checkSlug(slug)
  const { functions, sources } = await loadConfig(root)
  if (Object.hasOwn(functions, slug) || Object.hasOwn(sources, slug))
    throw new UserError('usage', `${configFile} has a function "${slug}" already.`, hints.name)
  const taken = [`destinations/${slug}`, `fixtures/${slug}`].find((folder) =>
    existsSync(path.join(root, folder))
  )
  if (taken !== undefined)
    throw new UserError(
      'usage',
      `The folder ${taken} exists already, and nothing is overwritten.`,
      hints.folder
    )
}

/**
 * @param destination - a function of segment.config.json, or the folder of its destination
 * @param name - `saveContact`
 * @throws {UserError} as {@link newDestination} does
 */
export async function newAction(
  root: string,
  destination: string,
  name: string,
  wishes: Wishes
): Promise<Made> {
  checkActionName(name)
  const { slug, folder, text, settings, known } = await openDestination(root, destination)
  if (existsSync(path.join(root, folder, name)))
    throw new UserError(
      'usage',
      `${folder}/${name} exists already, and nothing is overwritten.`,
      'Choose another name.'
    )
  const planned = await planAction(slug, { ...wishes, url: wishes.url ?? known.address }, name)
  const action: ActionPlan = { ...planned.action, name, title: wishes.title ?? sentence(name) }
  if (known.presets.includes(action.title))
    throw new UserError('usage', `${folder} has a preset "${action.title}" already.`, 'Give another --title.')
  if (known.address !== undefined && planned.address !== known.address)
    throw new UserError(
      'usage',
      `${folder}/api.ts says that ${slug} is at ${known.address}, and the action is to be at ${planned.address}.`,
      `Give an address that begins with ${known.address}, and change it in the action afterwards.`
    )
  const fixtures = makeFixtures(action, {
    slug,
    address: planned.address,
    auth: undefined,
    settings,
    onlyPreset: action.title,
    notSupported: false
  })
  const made = {
    [`${folder}/${name}/index.ts`]: await writeAction(action, { kind: 'none' }),
    ...(known.address === undefined && { [`${folder}/api.ts`]: apiModule(slug, planned.address) }),
    ...below(`fixtures/${slug}`, texts(fixtures))
  }
  const index = `${folder}/index.ts`
  const subscribe = subscriptionOf(action)
  const changed = {
    [index]: await laidOut(
      path.join(root, index),
      addToDefinition(text, index, { name, title: action.title, subscribe })
    ),
    [configFile]: withPreset(await readFile(path.join(root, configFile), 'utf8'), slug, action.title)
  }
  const files = await writeDraft(root, { made, changed }, async () => {
    await writeReadmes({ root, functions: [slug] })
    return [`${folder}/README.md`]
  })
  return { files, next: nextSteps(slug, `${folder}/${name}/index.ts`) }
}

const apiModule = (slug: string, address: string): string =>
  `/** What the calls of ${slug} have in common. */\n\nexport const api = '${address}'\n`

/** `saveContact` as people read it: Save contact. */
function sentence(name: string): string {
  const words = titled(name).split(' ')
  return words
    .map((word, index) => (index === 0 || /^[A-Z]+$/.test(word) ? word : word.toLowerCase()))
    .join(' ')
}

/** @throws {UserError} when another function is called so already */
export async function refuseDisplayName(root: string, title: string): Promise<void> {
  const { functions, sources } = await loadConfig(root)
  const all = { ...functions, ...sources }
  const other = Object.keys(all).find(
    (name) => all[name]!.displayName.trim().toLowerCase() === title.trim().toLowerCase()
  )
  if (other !== undefined)
    throw new UserError(
      'usage',
      `The function "${other}" is called "${title}" already.`,
      'Give another --title.'
    )
}

const nextSteps = (slug: string, action: string): string[] => [
  `npm run replay -- ${slug} --coverage`,
  `Read ${action}: where each field takes its value from, and what is sent.`,
  `Change what differs at the vendor, and the fixtures with it.`,
  `npm run docs -- ${slug}`
]
