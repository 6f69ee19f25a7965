/**
 * Templates are modules that compile as they are. Names that begin with `Template` are filled in, and what stands between
 * `// <slot>` and `// </slot>` is replaced.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'

const folder = path.join(import.meta.dirname, 'templates')

/**
 * @param file - `settings.ts`, below `scripts/new/templates`
 * @param words - by name: `TemplateTitle`; as a quoted text they become a literal, elsewhere they stand as they are
 * @param slots - code by slot; "" takes the slot out
 */
export async function fillTemplate(
  file: string,
  words: Record<string, string>,
  slots: Record<string, string> = {}
): Promise<string> {
  const text = await readFile(path.join(folder, file), 'utf8')
  const withSlots = text.replaceAll(
    /^ *\/\/ <(\w+)>\n[^]*?^ *\/\/ <\/\1>\n/gm,
    (_whole, slot: string) => `${slots[slot] ?? ''}\n`
  )
  return withSlots.replaceAll(/'(Template\w+)'|Template\w+/g, (whole, quoted?: string) =>
    quoted === undefined ? inComment(words[whole]!) : literal(words[quoted]!)
  )
}

/** A text as code, whatever it holds. */
export const literal = (value: unknown): string => JSON.stringify(value)

/** On one line, and without what would end a comment. */
const inComment = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /')
