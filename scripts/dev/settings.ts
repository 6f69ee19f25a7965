/**
 * The settings that functions get while `dev` runs: what was typed on the page or stands in a file; until then those of the
 * function's fixtures, or obviously made-up values for required ones. They are kept in a file that only its owner may read, and never given out.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ResolvedFunction } from '../compile/types.ts'
import { locateJson, readLocatedJson } from '../input/located-json.ts'
import { exampleSettings, readSettings, sampleSettings } from '../input/settings.ts'
import { anyObject, member, whole } from '../input/shape.ts'
import { isObject } from '../runtime/author/text.ts'

type Values = Record<string, unknown>

/** What of a function tells its settings; sources have them too. */
export type HasSettings = Pick<ResolvedFunction, 'name' | 'settings' | 'settingSpecs'>

export const keptFile = '.dev/settings.json'

export class SettingsStore {
  readonly #root: string
  readonly #kept: Record<string, Values>
  readonly #given: Record<string, Values>
  readonly #samples: (name: string) => Values
  /** What {@link set} gave, until it changes. */
  readonly #set = new Map<string, Values>()

  private constructor(
    root: string,
    kept: Record<string, Values>,
    given: Record<string, Values>,
    samples: (name: string) => Values
  ) {
    this.#root = root
    this.#kept = kept
    this.#given = given
    this.#samples = samples
  }

  /**
   * @param file - settings by function, or those of the one function that is served
   * @param samples - those of a function's fixtures, which are no secrets
   * @throws UserError for a file that cannot be read
   */
  static async open(
    root: string,
    names: string[],
    file: string | undefined,
    samples: (name: string) => Values
  ): Promise<SettingsStore> {
    return new SettingsStore(
      root,
      await readKept(path.join(root, keptFile)),
      file === undefined ? {} : await readGiven(root, names, file),
      samples
    )
  }

  /** What a person has set, without what is made up: the same object until something else is set. */
  set(name: string): Values {
    const before = this.#set.get(name)
    if (before) return before
    const set = { ...this.#given[name], ...this.#kept[name] }
    this.#set.set(name, set)
    return set
  }

  /** What the function gets. */
  of(fn: HasSettings): Values {
    return { ...this.#madeUp(fn), ...this.set(fn.name) }
  }

  /** What nobody has set. A fixture may be older than the settings that the function has now. */
  #madeUp(fn: HasSettings): Values {
    const known = new Set(fn.settings.map(({ name }) => name))
    const samples = Object.entries(this.#samples(fn.name)).filter(([name]) => known.has(name))
    return { ...exampleSettings(fn as ResolvedFunction), ...Object.fromEntries(samples) }
  }

  /** The same without any secret, for a file that others read. */
  ofFixture(fn: HasSettings): Values {
    const samples = { ...sampleSettings(fn as ResolvedFunction), ...this.#madeUp(fn) }
    const secret = new Set(fn.settings.filter(({ sensitive }) => sensitive).map(({ name }) => name))
    return Object.fromEntries(
      Object.entries(this.of(fn)).map(([name, value]) => [name, secret.has(name) ? samples[name] : value])
    )
  }

  /**
   * @param changes - values by name; null takes one back
   * @throws UserError for a name or a type that the function does not have; then nothing is kept
   */
  async change(fn: HasSettings, changes: Values): Promise<void> {
    const all = Object.entries({ ...this.#kept[fn.name], ...changes })
    const values = Object.fromEntries(all.filter(([, value]) => value !== null))
    check(fn, { ...exampleSettings(fn as ResolvedFunction), ...values })
    this.#kept[fn.name] = values
    this.#set.delete(fn.name)
    await writeKept(path.join(this.#root, keptFile), this.#kept)
  }

  /** @throws UserError when required ones were not set: made-up values must not reach a vendor */
  checkComplete(fn: HasSettings): void {
    check(fn, this.set(fn.name), `the settings of ${fn.name}, of --settings and ${keptFile}`)
  }
}

const check = (fn: HasSettings, values: Values, name = `settings of ${fn.name}`): void =>
  void readSettings(fn as ResolvedFunction, locateJson(JSON.stringify(values), name, 'event'))

async function readKept(file: string): Promise<Record<string, Values>> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isObject(kept) ? (kept as Record<string, Values>) : {}
  } catch {
    return {}
  }
}

async function readGiven(root: string, names: string[], file: string): Promise<Record<string, Values>> {
  const part = whole(await readLocatedJson(path.resolve(root, file), file, 'event'))
  const values = anyObject(part)
  const [only] = names
  if (names.length === 1 && only !== undefined && !isObject(values[only])) return { [only]: values }
  return Object.fromEntries(Object.keys(values).map((name) => [name, anyObject(member(part, name))]))
}

/** Written under another name first, so that nobody else could read it in between. */
async function writeKept(file: string, kept: Record<string, Values>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(`${file}.new`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
