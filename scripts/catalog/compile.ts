/**
 * A destination of the catalog through this project's compiler, with all of its presets that can work: one whose condition
 * nobody can parse, or whose action needs what a Function lacks, does not hide the others.
 */
import path from 'node:path'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import type { CompiledFunction, ResolvedFunction } from '../compile/types.ts'
import type { EnvConfig } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import type { CatalogPackage } from './package.ts'
import { type CatalogPreset, writeWrapper } from './wrapper.ts'

/** As it is on every machine, and without the list of who required what is missing. */
export const reasonOf = (root: string, { message }: Error): string =>
  message
    .replace(/\nRequire stack:[^]*/, '')
    .replaceAll(root + path.sep, '')
    .replaceAll(/dist\/\.catalog-\d+\/[^:]+: /g, '')

export interface CompiledDestination {
  fn: ResolvedFunction
  compiled: CompiledFunction
  presets: CatalogPreset[]
  /** A value for each variable of the environment that it reads. */
  env: EnvConfig
  /** A sentence for each preset that could not work for any event, wherever it runs. */
  leftOut: string[]
}

/**
 * @returns the function of a destination with all presets that can work, and those that cannot
 * @throws UserError when none can
 */
export async function compileDestination(
  root: string,
  catalog: CatalogPackage,
  slug: string
): Promise<CompiledDestination> {
  const { destination, presets, env } = await writeWrapper(root, catalog, slug)
  const compile = async (wanted: CatalogPreset[]): Promise<Pick<CompiledDestination, 'fn' | 'compiled'>> => {
    const names = wanted.map(({ name }) => [name, true as const])
    const config = { destination, displayName: slug, env, presets: Object.fromEntries(names) }
    const fn = await resolveFunction(root, slug, config)
    return { fn, compiled: await compileFunction(root, fn) }
  }
  const leftOut: string[] = []
  const isUsable = (preset: CatalogPreset): Promise<boolean> =>
    compile([preset]).then(
      () => true,
      (error: unknown) => {
        leftOut.push(`preset ${preset.name} is left out: ${reasonOf(root, error as Error)}`)
        return false
      }
    )
  let wanted = presets.filter(({ isSpare }) => !isSpare)
  for (;;) {
    try {
      return { ...(await compile(wanted)), presets: wanted, env, leftOut }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const broken = brokenIn(error, wanted)
      if (broken) {
        // Of what Segment's app offers: no event comes through it there either.
        leftOut.push(`preset ${broken.name} is left out: ${reasonOf(root, error)}`)
        const others = wanted.filter((preset) => preset !== broken)
        const isLast = others.every(({ partnerAction }) => partnerAction !== broken.partnerAction)
        wanted = [
          ...others,
          ...presets.filter(
            (preset) =>
              isLast && preset.isSpare && preset.partnerAction === broken.partnerAction && !broken.isSpare
          )
        ]
        if (wanted.length > 0) continue
      }
      // An action may need what a Function lacks while the others work.
      const before = wanted.length
      if (new Set(wanted.map(({ partnerAction }) => partnerAction)).size < 2) throw error
      const usable = await Promise.all(wanted.map(isUsable))
      wanted = wanted.filter((_, index) => usable[index])
      if (wanted.length === 0 || wanted.length === before) throw error
    }
  }
}

/** The preset that an error is about. */
function brokenIn({ message }: UserError, presets: CatalogPreset[]): CatalogPreset | undefined {
  const [, name] = /: the preset "(.*?)"[:,]/.exec(message) ?? []
  return presets.find((preset) => preset.name === name)
}
