/**
 * Writes the README of each destination. Nothing in it is written twice: settings, presets, fields and mappings come
 * from the definition and segment.config.json, requests, messages and outcomes from the fixtures, the rest from notes.md.
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { format, resolveConfig } from 'prettier'
import { loadConfig, selectDestinations } from '../input/config.ts'
import { isOfPackage } from '../shared/package.ts'
import { readCases } from './cases.ts'
import { readIfAny, readNotes } from './notes.ts'
import { pageSection } from './page.ts'
import { composeReadme } from './readme.ts'
import { sourceSection } from './source.ts'

export interface ReadmeFile {
  function: string
  /** From the project's folder. */
  file: string
  /** Whether what stood there was something else. */
  changed: boolean
}

/**
 * Functions that share a destination share its README, which then describes the first of them.
 *
 * @param options.root - the project's folder
 * @param options.functions - only the destinations of these; none means all
 * @param options.check - whether to leave the files as they are
 * @throws UserError for a definition, config or fixture that cannot be used
 */
export async function writeReadmes(options: {
  root: string
  functions?: string[]
  check?: boolean | undefined
}): Promise<ReadmeFile[]> {
  const { root, functions, check } = options
  const config = await loadConfig(root)
  const files = new Map<string, ReadmeFile>()
  for (const name of selectDestinations(config, functions)) {
    const { destination } = config.functions[name]!
    const file = path.join(destination, 'README.md')
    // The package brings the READMEs of its own vendors.
    if (files.has(file) || isOfPackage(destination)) continue
    const text = await generateReadme(root, name)
    const changed = text !== (await readIfAny(path.join(root, file)))
    if (changed && !check) await writeFile(path.join(root, file), text)
    files.set(file, { function: name, file, changed })
  }
  return [...files.values()]
}

/**
 * @param root - the project's folder
 * @param name - the function whose destination is described
 * @returns Markdown, laid out by prettier as the project's config asks for
 */
export async function generateReadme(root: string, name: string): Promise<string> {
  const config = await loadConfig(root)
  const { fn, cases } = await readCases(root, config, name)
  const [notes, page, source] = await Promise.all([
    readNotes(fn.folder),
    pageSection(root, fn),
    sourceSection(root, config, fn.folder)
  ])
  const file = path.join(fn.folder, 'README.md')
  return format(composeReadme({ root, fn, cases, page, source, notes }), {
    ...(await resolveConfig(file)),
    parser: 'markdown'
  })
}
