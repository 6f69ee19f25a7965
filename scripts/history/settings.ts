/** The settings of a run over past events, and what keeps their secrets out of its report. */
import path from 'node:path'
import type { ResolvedFunction } from '../compile/types.ts'
import { readLocatedJson } from '../input/located-json.ts'
import { redactor } from '../input/redact.ts'
import { exampleSettings, readSettings } from '../input/settings.ts'

/**
 * @param file - from the project's folder; obviously fake settings without it
 * @throws {@link UserError} for a file that holds no settings of the function
 */
export async function settingsFor(
  root: string,
  fn: ResolvedFunction,
  file: string | undefined
): Promise<{ settings: Record<string, unknown>; redact: (text: string) => string }> {
  const settings =
    file === undefined
      ? exampleSettings(fn)
      : readSettings(fn, await readLocatedJson(path.resolve(root, file), file, 'event'))
  return { settings, redact: redactor(fn.settings, settings) }
}
