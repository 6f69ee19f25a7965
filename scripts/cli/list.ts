/** All verbs with a line each, grouped by the job they do: what `npm start` prints. */
import { groups } from './verb.ts'
import type { Verb } from './verb.ts'
import { verbs } from './verbs.ts'

export async function listVerbs(): Promise<string> {
  const all: Verb[] = []
  for (const load of Object.values(verbs)) all.push((await load()).default)
  const width = Math.max(...all.map(({ name }) => name.length)) + 2
  const chapters = Object.entries(groups).map(([group, title]) => {
    const lines = all
      .filter((verb) => verb.group === group)
      .map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`)
    return [title, ...lines, ''].join('\n')
  })
  return [
    'npm run <verb> -- <arguments and options>',
    '',
    ...chapters,
    'npm run <verb> -- --help shows what a verb takes, with examples.',
    ''
  ].join('\n')
}
