/** The versions that Segment keeps of a function, with what our header says of each. */
import { readHeader } from '../compile/pack/header.ts'
import type { OpenWorkspace } from './environment.ts'
import { requireId } from './environment.ts'
import { driftKind, newestFirst } from './drift.ts'

export interface VersionRow {
  id: string
  /** When it was saved; ISO 8601. */
  createdAt: string | null
  deployedAt: string | null
  author: string | null
  isDeployed: boolean
  /** `sha256:…` of the build; null for code that was not uploaded from here. */
  source: string | null
  /** The git commit it was uploaded from. */
  commit: string | null
  /** The code stands as it was uploaded. */
  asUploaded: boolean
}

/** @returns newest first */
export async function listVersions(open: OpenWorkspace, name: string): Promise<VersionRow[]> {
  const versions = await open.client.listVersions(requireId(open, name))
  return newestFirst(versions).map((version) => {
    const header = readHeader(version.code)
    const text = (key: string) => (typeof header?.[key] === 'string' ? header[key] : null)
    return {
      id: version.id,
      createdAt: version.createdAt ?? null,
      deployedAt: version.deployedAt ?? null,
      author: version.author ?? null,
      isDeployed: version.isDeployed ?? false,
      source: text('source'),
      commit: text('commit'),
      asUploaded: driftKind(version.code) === undefined
    }
  })
}
