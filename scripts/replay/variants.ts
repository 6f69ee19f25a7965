/**
 * The forms of a function that fixtures ask for: as segment.config.json has it, and with presets of their own. Each is
 * compiled once.
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { formCompiler, withPresets, type BuiltFunction, type RunnableFunction } from '../compile/index.ts'
import { bundleDefinition, entryOf } from '../compile/read/load.ts'
import type { ResolvedFunction, Subscription } from '../compile/types.ts'
import type { Config } from '../input/config.ts'
import { destinationSubscriptions } from '../shared/actions-core.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import type { Fixture } from './fixture.ts'

export interface Variant {
  fn: ResolvedFunction
  compiled: RunnableFunction
  /** The definition, bundled for the reference engine. */
  definition: string
  /** What stands for all the code that a fixture runs in both engines; that of other presets may change meanwhile. */
  codeOf(fixture: Fixture): Promise<string>
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
 * @returns compiles the form of a group. It throws a UserError when a fixture names a preset, field or setting that the
 *   destination does not have, or holds a batch for a function without `onBatch`
 */
export function variantCompiler(
  root: string,
  config: Config,
  built: BuiltFunction[]
): (group: VariantGroup) => Promise<Variant> {
  const compileForm = formCompiler(root)
  const plainForms = new Map<string, Promise<Variant>>()

  async function compilePlain(name: string): Promise<Variant> {
    const { code, manifest, resolved } = built.find((one) => one.manifest.name === name)!
    const fn = resolved as ResolvedFunction
    const definition = await bundleDefinition(entryOf(fn.folder), fn.env?.texts)
    const compiled = { code, handlers: manifest.handlers }
    return { fn, compiled, definition, codeOf: codeReader(fn, compileForm) }
  }

  async function compile({ function: name, presets, fixtures }: VariantGroup): Promise<Variant> {
    if (!plainForms.has(name)) plainForms.set(name, compilePlain(name))
    const plain = await plainForms.get(name)!
    if (!presets) return plain
    const place = { text: `${fixtures[0]!.file}: presets`, code: 'fixture' as const }
    const fn = withPresets(plain.fn, { ...config.functions[name]!, presets }, place)
    // Most fixtures write down the presets that segment.config.json has.
    if (isSame(fn, plain.fn)) return plain
    const codeOf = codeReader(fn, compileForm)
    return { fn, compiled: await compileForm(fn), definition: plain.definition, codeOf }
  }

  return async (group) => {
    const variant = await compile(group)
    for (const fixture of group.fixtures) checkAgainst(variant.fn, fixture)
    return variant
  }
}

/** Of a form: it is that of the presets that take an event, and when all of them do. */
function codeReader(
  fn: ResolvedFunction,
  compileForm: (fn: ResolvedFunction) => Promise<RunnableFunction>
): Variant['codeOf'] {
  const { parseFql, validate } = destinationSubscriptions
  const conditions = fn.subscriptions.map(({ subscribe }) => parseFql(subscribe))
  const asked = JSON.stringify(fn.subscriptions.map(({ preset, subscribe }) => [preset, subscribe]))
  const hashes = new Map<string, Promise<string>>()

  async function hashOf(subscriptions: Subscription[]): Promise<string> {
    const actions = new Set(subscriptions.map(({ action }) => action))
    const schemas = Object.fromEntries(Object.entries(fn.schemas).filter(([action]) => actions.has(action)))
    const { code } = await compileForm({ ...fn, subscriptions, schemas })
    return createHash('sha256').update(code).update(asked).digest('base64')
  }

  return ({ events }) => {
    const taking = fn.subscriptions.filter((_, index) =>
      events.some((event) => mayTake(() => validate(conditions[index]!, event)))
    )
    const key = taking.map(({ preset }) => preset).join('\n')
    const hash = hashes.get(key) ?? hashOf(taking)
    hashes.set(key, hash)
    return hash
  }
}

/** A condition that fails at an event may be about anything. */
function mayTake(takes: () => boolean): boolean {
  try {
    return takes()
  } catch {
    return true
  }
}

/** A fixture, and the form it runs. */
export interface Job {
  fixture: Fixture
  group: VariantGroup
}

/** So many forms are compiled ahead of the fixtures that need them. */
const ahead = 3

/** The forms that the fixtures of a run need, each compiled once, a little before its turn. */
export class Variants {
  readonly #groups: VariantGroup[]
  readonly #compile: (group: VariantGroup) => Promise<Variant>
  readonly #compiled = new Map<VariantGroup, Promise<Variant>>()

  constructor(groups: VariantGroup[], compile: (group: VariantGroup) => Promise<Variant>) {
    this.#groups = groups
    this.#compile = compile
  }

  /** One per fixture, in an order that needs each form for a while and never again. */
  get jobs(): Job[] {
    return this.#groups.flatMap((group) => group.fixtures.map((fixture) => ({ fixture, group })))
  }

  /** @throws UserError as the compiler does */
  take(group: VariantGroup): Promise<Variant> {
    const index = this.#groups.indexOf(group)
    for (const next of this.#groups.slice(index, index + ahead)) this.#start(next)
    return this.#compiled.get(group)!
  }

  /** The form of a function that segment.config.json describes. */
  plain(name: string): Promise<Variant> {
    return this.take(this.#groups.find((group) => group.function === name && !group.presets)!)
  }

  #start(group: VariantGroup): void {
    if (this.#compiled.has(group)) return
    const compiling = this.#compile(group)
    // What goes wrong is reported when its turn comes.
    compiling.catch(() => undefined)
    this.#compiled.set(group, compiling)
  }
}

/** Two forms of a function differ in their presets only, and in whether these can be sent in batches. */
const isSame = (one: ResolvedFunction, other: ResolvedFunction): boolean =>
  isDeepStrictEqual([one.subscriptions, one.batch], [other.subscriptions, other.batch])

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
