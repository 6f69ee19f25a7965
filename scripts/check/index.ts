/** `npm run check`: holds definitions to the rules, and leaves out what was switched off where it stands, with a reason. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { loadConfig, selectFunctions } from '../input/config.ts'
import { shownPath } from '../shared/package.ts'
import { partsOf } from './parts.ts'
import type { Finding, Part, Rule, Subject } from './rule.ts'
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
 * @param names - functions, all when left out
 * @throws {UserError} for an unknown function, and for a definition that does not compile
 */
export async function checkFunctions(root: string, names: string[]): Promise<Problem[]> {
  const config = await loadConfig(root)
  const problems = new Map<string, Problem>()
  for (const name of selectFunctions(config, names)) {
    for (const part of await partsOf(root, config, name)) {
      for (const rule of rules) {
        for (const { file: below, line, message, hint } of await findIn(part, rule)) {
          if (await isOff(path.join(part.folder, below), rule.id)) continue
          const file = `${shownPath(root, part.folder)}/${below}`
          const problem = { rule: rule.id, file, ...(line !== undefined && { line }), message, hint }
          problems.set(JSON.stringify(problem), problem)
        }
      }
    }
  }
  return [...problems.values()]
}

function findIn(part: Part | Subject, rule: Rule): Finding[] | Promise<Finding[]> {
  if (rule.parts) return rule.parts.includes(part.kind) ? rule.find(part) : []
  return 'fn' in part ? rule.find(part) : []
}

/** `// check-off <rule>: reason`; without a reason it does not count. */
async function isOff(file: string, rule: string): Promise<boolean> {
  if (!existsSync(file)) return false
  return new RegExp(`// check-off ${rule}: *\\S`).test(await readFile(file, 'utf8'))
}
