/** What the two uses of esbuild have in common: reading a definition, and packing a function. */
import type { BuildFailure } from 'esbuild'

/**
 * How definitions are read, whatever tsconfig.json says: as Segment's own destinations count on. An import of which only
 * types are used is dropped (`import { RequestClient } from '@segment/actions-core'`), and a member of a class that is only
 * declared does not exist.
 */
export const definitionTsconfig = {
  compilerOptions: { verbatimModuleSyntax: false, useDefineForClassFields: false }
}

/** esbuild's messages with file, line and column. */
export function describeBuildFailure(error: unknown): string {
  const messages = (error as Partial<BuildFailure>).errors
  if (!messages) return String(error)
  return messages
    .map(({ text, location }) =>
      location ? `${location.file}:${location.line}:${location.column}: ${explain(text)}` : explain(text)
    )
    .join('\n')
}

/** What stands behind these names is ours, and has what Functions offer. */
const explain = (text: string): string =>
  text.replace(
    /^No matching export in "function:(.*)" for import (".*")$/,
    '$2 of $1 does not exist in Functions'
  )
