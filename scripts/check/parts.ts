/** What there is to check of a function: a destination and what of it runs in the page, or a source. */
import path from 'node:path'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import { resolveBrowser } from '../compile/read/browser.ts'
import { resolveSource } from '../compile/read/source.ts'
import type { CompiledFunction, ResolvedFunction } from '../compile/types.ts'
import { readCases } from '../docs/cases.ts'
import type { Case } from '../docs/cases.ts'
import type { Config } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { isOfPackage } from '../shared/package.ts'
import { readModules } from './modules.ts'
import type { Part, Subject } from './rule.ts'

/**
 * @param name - a function of segment.config.json; of the package's own vendors there is nothing, as whoever makes the
 *   package holds them to the rules
 * @throws {UserError} for a definition that does not load
 */
export async function partsOf(root: string, config: Config, name: string): Promise<(Part | Subject)[]> {
  const source = config.sources[name]
  if (source) return isOfPackage(source.source) ? [] : [await sourceOf(root, config, name)]
  const entry = config.functions[name]!
  if (isOfPackage(entry.destination)) return []
  const fn = await resolveFunction(root, name, entry)
  const page = await resolveBrowser(root, fn)
  return [
    await destinationOf(root, config, fn),
    ...(page ? [await pageOf(page.definition, path.dirname(page.entry))] : [])
  ]
}

async function destinationOf(root: string, config: Config, fn: ResolvedFunction): Promise<Subject> {
  const { definition, subscriptions, folder } = fn
  const used = [...new Set(subscriptions.map(({ action }) => action))]
  let cases: Promise<Case[]> | undefined
  let compiled: Promise<CompiledFunction | undefined> | undefined
  return {
    kind: 'destination',
    folder,
    fn,
    modules: await readModules(folder, ['browser', 'source']),
    settings: definition.authentication?.fields ?? {},
    texts: used.flatMap((name) => textsOf(name, definition.actions[name]!)),
    cases: () => (cases ??= readCases(root, config, fn.name).then((read) => read.cases)),
    compiled: () => (compiled ??= compileFunction(root, fn).catch(nothingIfRefused))
  }
}

async function sourceOf(root: string, config: Config, name: string): Promise<Part> {
  const { definition, folder } = await resolveSource(root, name, config.sources[name]!)
  return {
    kind: 'source',
    folder,
    modules: await readModules(folder),
    settings: definition.settings,
    texts: Object.entries(definition.events).map(([event, { description }]) => ({
      file: 'index.ts',
      what: `event "${event}"`,
      description
    }))
  }
}

async function pageOf(
  {
    settings = {},
    actions
  }: { settings?: Part['settings']; actions: Record<string, Parameters<typeof textsOf>[1]> },
  folder: string
): Promise<Part> {
  return {
    kind: 'page',
    folder,
    modules: await readModules(folder),
    settings,
    texts: Object.entries(actions).flatMap(([name, action]) => textsOf(name, action))
  }
}

function textsOf(
  name: string,
  { description, fields }: { description?: string; fields: Record<string, { description?: string }> }
): Part['texts'] {
  const file = `${name}/index.ts`
  return [
    { file, what: `action "${name}"`, description },
    ...Object.entries(fields).map(([key, field]) => ({
      file,
      what: `field "${key}"`,
      description: field.description
    }))
  ]
}

function nothingIfRefused(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error
}
