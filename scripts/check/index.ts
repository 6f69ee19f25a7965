/** `npm run check`: holds definitions to the rules, and leaves out what was switched off where it stands, with a reason. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import type { CompiledFunction, ResolvedFunction } from '../compile/types.ts'
import { readCases } from '../docs/cases.ts'
import type { Case } from '../docs/cases.ts'
import { loadConfig, selectDestinations } from '../input/config.ts'
import type { Config } from '../input/config.ts'
import { isOfPackage, shownPath } from '../shared/package.ts'
import { UserError } from '../shared/errors.ts'
import { readModules } from './modules.ts'
import type { Subject } from './rule.ts'
import { rules } from './rules.ts'

export interface Problem {
  rule: string
  /** From the project's folder. */
  file: string
  /** Where it stands in the file, when that can be said. */
  line?: number
  message: string
  hint: string
}

/**
 * @param root - the project's folder
 * @param names - functions, all destinations when left out; sources have no rules yet
 * @throws {UserError} for an unknown function or a source, and for a definition that does not compile
 */
export async function checkFunctions(root: string, names: string[]): Promise<Problem[]> {
  const config = await loadConfig(root)
  const problems = new Map<string, Problem>()
  for (const name of selectDestinations(config, names)) {
    const entry = config.functions[name]!
    // Whoever makes the package holds its vendors to the rules.
    if (isOfPackage(entry.destination)) continue
    const fn = await resolveFunction(root, name, entry)
    const subject = await subjectOf(root, config, name, fn)
    for (const { id, find } of rules) {
      for (const finding of await find(subject)) {
        const { file: below, line, message, hint } = finding
        if (await isOff(path.join(fn.folder, below), id)) continue
        const file = `${shownPath(root, fn.folder)}/${below}`
        const problem = { rule: id, file, ...(line !== undefined && { line }), message, hint }
        problems.set(JSON.stringify(problem), problem)
      }
    }
  }
  return [...problems.values()]
}

async function subjectOf(root: string, config: Config, name: string, fn: ResolvedFunction): Promise<Subject> {
  let cases: Promise<Case[]> | undefined
  let compiled: Promise<CompiledFunction | undefined> | undefined
  return {
    fn,
    modules: await readModules(fn.folder),
    cases: () => (cases ??= readCases(root, config, name).then((read) => read.cases)),
    compiled: () => (compiled ??= compileFunction(root, fn).catch(nothingIfRefused))
  }
}

function nothingIfRefused(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error
}

/** `// check-off <rule>: reason`; without a reason it does not count. */
async function isOff(file: string, rule: string): Promise<boolean> {
  if (!existsSync(file)) return false
  return new RegExp(`// check-off ${rule}: *\\S`).test(await readFile(file, 'utf8'))
}
