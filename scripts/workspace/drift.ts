/**
 * Whether the code in a workspace is what this project uploaded, decided from that code alone: its header names the
 * hash of what stands below it.
 */
import { readHeader, sourceHash, withoutCommit } from '../compile/pack/header.ts'
import { diffCode } from '../shared/text-diff.ts'
import type { FunctionVersion } from './types.ts'

export interface Drift {
  /** `edited`: uploaded from here and then changed. `foreign`: never uploaded from here. */
  kind: 'edited' | 'foreign'
  /** What the diff starts from. */
  comparedWith: string
  diff: string
}

/** @returns undefined for code that stands as it was uploaded */
export function driftKind(code: string): Drift['kind'] | undefined {
  const header = readHeader(code)
  if (header?.source === undefined) return 'foreign'
  return header.source === sourceHash(code) ? undefined : 'edited'
}

/**
 * @param code - the remote code
 * @param versions - of the function; the newest that stands as uploaded is what the drift is measured from
 * @param built - the local build, compared with when no version is of this project
 */
export function describeDrift(code: string, versions: FunctionVersion[], built: string): Drift | undefined {
  const kind = driftKind(code)
  if (kind === undefined) return undefined
  const uploaded = newestFirst(versions).find((version) => driftKind(version.code) === undefined)
  const comparedWith = uploaded ? `version ${uploaded.id}, the last upload` : 'the local build'
  const from = uploaded?.code ?? built
  return {
    kind,
    comparedWith,
    diff: diffCode(withoutCommit(from), withoutCommit(code), comparedWith, 'Segment')
  }
}

export function newestFirst(versions: FunctionVersion[]): FunctionVersion[] {
  return [...versions].sort((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''))
}
