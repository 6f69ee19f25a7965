/**
 * The survey of Segment's own destinations: which compile here, and which of those do with generated events what Segment's
 * own engine does.
 */
import { forEachAtMost } from '../runtime/author/for-each-at-most.ts'
import { EnginePool } from './engines.ts'
import { openCatalog, selectSlugs } from './package.ts'
import { type Study, studyDestination } from './study.ts'
import { removeWrappers } from './wrapper.ts'

/** Most of a study runs in two threads of its own, so that two at a time keep two cores busy. */
const atOnce = 2

export interface SurveyOptions {
  /** The project's folder, in whose packages Segment's destinations are looked for. */
  root: string
  /** None means all. */
  slugs?: string[]
  onProgress?: (done: number, total: number) => void
}

export interface Survey {
  /** Of `@segment/action-destinations`. */
  version: string
  /** In the order of their slugs. */
  studies: Study[]
}

/**
 * @throws UserError when the package is not installed, and for a slug it does not have
 */
export async function survey({ root, slugs = [], onProgress }: SurveyOptions): Promise<Survey> {
  const catalog = openCatalog(root)
  const wanted = selectSlugs(catalog, slugs)
  const studies = new Map<string, Study>()
  const pool = new EnginePool()
  try {
    await forEachAtMost(atOnce, wanted, async (slug) => {
      studies.set(slug, await pool.use((engines) => studyDestination(root, catalog, slug, engines)))
      onProgress?.(studies.size, wanted.length)
    })
  } finally {
    await Promise.all([pool.stop(), removeWrappers(root)])
  }
  return { version: catalog.version, studies: wanted.map((slug) => studies.get(slug)!) }
}

/** What a study comes to; a destination that sent nothing on either side has shown nothing. */
export type Verdict = 'agrees' | 'differs' | 'shows nothing' | 'refused'

export function verdictOf({ compiled, agree, differ }: Study): Verdict {
  if (!compiled) return 'refused'
  if (differ > 0) return 'differs'
  return agree > 0 ? 'agrees' : 'shows nothing'
}
