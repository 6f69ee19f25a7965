/** `npm run check`: holds definitions to the rules, and leaves out what was switched off where it stands, with a reason. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { resolveFunction } from '../compile/index.ts'
import { loadConfig, selectDestinations } from '../input/config.ts'
import { rules } from './rules.ts'

export interface Problem {
  rule: string
  /** From the project's folder. */
  file: string
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
    const fn = await resolveFunction(root, name, entry)
    for (const { id, find } of rules) {
      for (const finding of find(fn)) {
        const file = path.posix.join(entry.destination, finding.file)
        if (await isOff(path.join(root, file), id)) continue
        const problem = { rule: id, ...finding, file }
        problems.set(JSON.stringify(problem), problem)
      }
    }
  }
  return [...problems.values()]
}

/** `// check-off <rule>: reason`; without a reason it does not count. */
async function isOff(file: string, rule: string): Promise<boolean> {
  if (!existsSync(file)) return false
  return new RegExp(`// check-off ${rule}: *\\S`).test(await readFile(file, 'utf8'))
}
