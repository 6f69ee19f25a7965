/** `npm run catalog [-- slug…]`: which of Segment's own destinations compile here, and whether they do the same. */
import type { Study } from '../catalog/study.ts'
import { table } from '../shared/table.ts'
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'catalog',
  group: 'make',
  summary: "Survey Segment's own destinations: which compile, and which do the same",
  examples: ['npm run catalog', 'npm run catalog -- slack --json'],
  declare: (command) =>
    command
      .argument('[slugs...]', 'destinations of the catalog; all when left out, which writes docs/catalog.md')
      .option(...jsonOption),
  async run(session, _flags: object, slugs: string[]) {
    const { root, progress } = session
    const { survey } = await import('../catalog/survey.ts')
    const found = await survey({
      root,
      slugs,
      ...(progress && { onProgress: (done, total) => progress(`\r${done} of ${total} destinations`) })
    })
    progress?.('\r\u001b[K')
    if (slugs.length === 0) {
      const { mkdir, writeFile } = await import('node:fs/promises')
      const path = await import('node:path')
      const { catalogPage } = await import('../catalog/page.ts')
      const { format, resolveConfig } = await import('prettier')
      const file = path.join(root, 'docs/catalog.md')
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(
        file,
        await format(catalogPage(found), { ...(await resolveConfig(file)), filepath: file })
      )
    }
    const { studies, version } = found
    return {
      data: { version, destinations: studies.map(summary) },
      text: await describe(studies, slugs.length === 0)
    }
  }
})

const summary = ({ name: _name, reason, bytes, silence, ...study }: Study) => ({
  ...study,
  reason: reason ?? null,
  bytes: bytes ?? null,
  silence: silence ?? null
})

async function describe(studies: Study[], isWritten: boolean): Promise<string> {
  const { verdictOf } = await import('../catalog/survey.ts')
  const { heavyPackages, sizeOf } = await import('./heavy-packages.ts')
  const rows = studies.map((study) => [
    study.slug,
    verdictOf(study),
    study.bytes === undefined ? '' : sizeOf(study.bytes),
    `${study.agree} agree, ${study.differ} differ, ${study.silent} sent nothing`
  ])
  const notes = studies.flatMap((study) => {
    const { slug, reason, differences, silence, agree, lowered, packages } = study
    return [
      ...(reason === undefined ? [] : [reason]),
      ...differences,
      ...(silence === undefined || agree > 0 ? [] : [`it sends nothing: ${silence}`]),
      ...(isWritten ? [] : [...lowered, ...heavyPackages(packages)])
    ].map((note) => `${slug}: ${note}`)
  })
  const verdicts = studies.map(verdictOf)
  const agreeing = verdicts.filter((verdict) => verdict === 'agrees').length
  return [
    table([['destination', 'verdict', 'size', 'runs'], ...rows]),
    '',
    ...(isWritten ? [] : studies.flatMap(partsOf)),
    ...notes,
    ...(notes.length > 0 ? [''] : []),
    `${agreeing} of ${studies.length} agree${isWritten ? '; docs/catalog.md has the list' : ''}.`,
    ''
  ].join('\n')
}

/** What somebody who may want it looks for: what it takes, and what has to be entered. */
function partsOf({ slug, compiled, presets, settings }: Study): string[] {
  if (!compiled) return []
  const kinds = ({ type, required, sensitive }: Study['settings'][number]): string =>
    [type, ...(required ? ['required'] : []), ...(sensitive ? ['secret'] : [])].join(', ')
  return [
    table([
      [`presets of ${slug}`, 'action', 'takes'],
      ...presets.map(({ name, action, subscribe }) => [name, action, subscribe])
    ]),
    '',
    ...(settings.length > 0
      ? [
          table([
            [`settings of ${slug}`, 'label', 'kind'],
            ...settings.map((setting) => [setting.name, setting.label, kinds(setting)])
          ]),
          ''
        ]
      : [])
  ]
}
