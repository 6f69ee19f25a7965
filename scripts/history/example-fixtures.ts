/** The examples of a comparison as fixtures: files that show what the function of today does with an event. */
import path from 'node:path'
import type { ResolvedFunction } from '../compile/types.ts'
import { createHost } from '../host/index.ts'
import { fixtureOf, fixtureText } from '../replay/save-fixture.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { writeFiles } from '../shared/write-files.ts'
import type { Comparison } from './compare.ts'
import { parseEvent } from './event.ts'

/**
 * @param target - the absolute path of a folder; its files go into one that is named after the function, as `replay` reads
 *   them, and replace those of an earlier comparison
 * @param code - the function of today
 * @returns how many were written: one an event, however many groups it stands for
 */
export async function writeExamples(
  target: string,
  { groups }: Comparison,
  { fn, code, settings }: { fn: ResolvedFunction; code: string; settings: Record<string, unknown> }
): Promise<number> {
  const examples = new Map(
    groups.flatMap(({ kind, examples }) =>
      examples.map((example) => [`${example.file}:${example.line}`, { kind, ...example }] as const)
    )
  )
  const folder = path.join(target, fn.name)
  const files: Record<string, string> = {}
  const host = await createHost({ code })
  try {
    for (const [place, { kind, what, text }] of examples) {
      const event = parseEvent(text) as SegmentEvent
      const invocation = await host.invoke(event, settings, { kind: 'ok' }, { fresh: true })
      const name = `${kind}-${Object.keys(files).length + 1}.json`
      const description = `${place}, for which a comparison said: ${what}`
      files[name] = await fixtureText(
        path.join(folder, name),
        fixtureOf({ fn, settings, event, invocation, description })
      )
    }
  } finally {
    await host.close()
  }
  await writeFiles(folder, files)
  return examples.size
}
