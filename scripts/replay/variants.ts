/**
 * The forms of a function that fixtures ask for: as segment.config.json has it, and with presets of their own. Each is
 * compiled once.
 */
import { compileFunction, resolveFunction } from '../compile/index.ts'
import type { CompiledFunction, ResolvedFunction } from '../compile/types.ts'
import type { Config } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import type { Fixture } from './fixture.ts'

export interface Variant {
  fn: ResolvedFunction
  compiled: CompiledFunction
}

/** Fixtures that run the same code, so that it is compiled once. */
export interface VariantGroup {
  function: string
  /** Instead of those in segment.config.json. */
  presets: Fixture['presets']
  /** In the order of their files. */
  fixtures: Fixture[]
}

/**
 * @param names - the functions; each has its plain form in the result, with or without fixtures
 * @returns the plain forms first, then the others in the order of their first fixtures
 */
export function groupByVariant(names: string[], fixtures: Fixture[]): VariantGroup[] {
  const keyOf = (name: string, presets: Fixture['presets']) => JSON.stringify([name, presets])
  const groups = new Map<string, VariantGroup>()
  for (const name of names)
    groups.set(keyOf(name, undefined), { function: name, presets: undefined, fixtures: [] })
  for (const fixture of fixtures) {
    const { function: name, presets } = fixture
    const key = keyOf(name, presets)
    if (!groups.has(key)) groups.set(key, { function: name, presets, fixtures: [] })
    groups.get(key)!.fixtures.push(fixture)
  }
  return [...groups.values()]
}

/**
 * @param root - the project's folder
 * @param built - the plain forms, which are compiled already
 * @throws UserError when a fixture names a preset, field or setting that the destination does not have, or holds a batch
 *   for a function without `onBatch`
 */
export async function compileVariant(
  root: string,
  config: Config,
  built: CompiledFunction[],
  { function: name, presets, fixtures }: VariantGroup
): Promise<Variant> {
  const entry = config.functions[name]!
  const fn = presets
    ? await resolveFunction(
        root,
        name,
        { ...entry, presets },
        { text: `${fixtures[0]!.file}: presets`, code: 'fixture' }
      )
    : await resolveFunction(root, name, entry)
  for (const fixture of fixtures) checkAgainst(fn, fixture)
  const plain = presets ? undefined : built.find(({ manifest }) => manifest.name === name)
  return { fn, compiled: plain ?? (await compileFunction(root, fn)) }
}

function checkAgainst(fn: ResolvedFunction, { file, settings, batch }: Fixture): void {
  const known = fn.settings.map(({ name }) => name)
  const unknown = Object.keys(settings).find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw new UserError(
      'fixture',
      `${file}: settings.${unknown} is no setting of ${fn.name}.`,
      suggestion(unknown, known)
    )
  if (batch && !fn.batch)
    throw new UserError(
      'fixture',
      `${file} has "events", but ${fn.name} has no onBatch.`,
      `Set functions.${fn.name}.batch in segment.config.json to true, or write one fixture per event.`
    )
}
