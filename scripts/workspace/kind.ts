/** What differs between the two kinds of functions that a workspace holds (Segment: Functions; Public API). */
import type { FunctionKind, Manifest } from '../compile/types.ts'
import type { RemoteFunction } from './types.ts'

export const kindOf = ({ resourceType }: Pick<Manifest, 'resourceType'>): FunctionKind =>
  resourceType ?? 'DESTINATION'

/** The name under which Segment shows a function, and by which an event's `integrations` object switches it. */
export const shownName = (displayName: string, kind: FunctionKind, workspaceName: string): string =>
  kind === 'DESTINATION' ? `${displayName} (${workspaceName})` : displayName

/**
 * Whether the code that is saved is the code that runs. A PATCH with code deploys a destination function; a source
 * function is deployed by a call of its own, and one that never was has no sources yet.
 */
export function runsLatest({ resourceType, deployedAt, isLatestVersion }: RemoteFunction): boolean {
  if (!deployedAt) return resourceType === 'SOURCE'
  return isLatestVersion !== false
}
