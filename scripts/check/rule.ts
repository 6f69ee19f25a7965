/** What a rule is: a value with an id, whose page docs/rules/<id>.md says why it is there and shows what it finds. */
import type { CompiledFunction, ResolvedFunction } from '../compile/types.ts'
import type { Case } from '../docs/cases.ts'
import type { Module } from './modules.ts'

/** One mistake; `file` is below the destination's folder. */
export interface Finding {
  file: string
  /** Where it stands in the file, when that can be said. */
  line?: number
  message: string
  hint: string
}

/** What rules look at. What takes long is made when it is asked for, once for all rules. */
export interface Subject {
  fn: ResolvedFunction
  /** The destination's own modules, but for what runs in the page and what comes from the vendor. */
  modules: Module[]
  /** The function's fixtures. */
  cases(): Promise<Case[]>
  /** Undefined where the build refuses it, which says why better than a rule. */
  compiled(): Promise<CompiledFunction | undefined>
}

export interface Rule {
  id: string
  find(subject: Subject): Finding[] | Promise<Finding[]>
}
