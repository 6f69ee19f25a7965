/** What a rule is: a value with an id, whose page docs/rules/<id>.md says why it is there and shows what it finds. */
import type { CompiledFunction, ResolvedFunction } from '../compile/types.ts'
import type { Case } from '../docs/cases.ts'
import type { Module } from './modules.ts'

/** One mistake; `file` is below the folder of what is checked. */
export interface Finding {
  file: string
  /** Where it stands in the file, when that can be said. */
  line?: number
  message: string
  hint: string
}

/** What goes to a vendor, what comes from it, and what runs in the page: each has settings, and modules of its own. */
export interface Part {
  kind: 'destination' | 'source' | 'page'
  /** An absolute path; findings name files below it. */
  folder: string
  modules: Module[]
  settings: Record<string, { type: string; description?: string }>
  /** Besides the settings, what people read to know what something is. */
  texts: { file: string; what: string; description: string | undefined }[]
}

/** A destination, with what only it has. What takes long is made when it is asked for, once for all rules. */
export interface Subject extends Part {
  kind: 'destination'
  fn: ResolvedFunction
  /** The function's fixtures. */
  cases(): Promise<Case[]>
  /** Undefined where the build refuses it, which says why better than a rule. */
  compiled(): Promise<CompiledFunction | undefined>
}

type Find<On> = (subject: On) => Finding[] | Promise<Finding[]>

/** On destinations, or on the kinds of parts that it names. */
export type Rule = { id: string } & (
  { parts?: undefined; find: Find<Subject> } | { parts: readonly Part['kind'][]; find: Find<Part> }
)
export type PartRule = Extract<Rule, { parts: readonly Part['kind'][] }>
export type DestinationRule = Exclude<Rule, PartRule>

/** Where a part declares its settings. */
export const settingsFile = ({ modules }: Part): string =>
  modules.some(({ file }) => file === 'settings.ts') ? 'settings.ts' : 'index.ts'
