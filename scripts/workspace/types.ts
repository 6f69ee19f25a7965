/**
 * The part of Segment's Public API that this project uses, as its replies have it (docs.segmentapis.com, Functions).
 * Only what is read stands here; a reply holds more.
 */
import type { FunctionSetting } from '../compile/types.ts'

export interface Workspace {
  id: string
  slug: string
  name: string
}

/** Never anything but DESTINATION here; the others are told apart so that a message can name them. */
export type ResourceType =
  'DESTINATION' | 'INSERT_DESTINATION' | 'INSERT_SOURCE' | 'INSERT_TRANSFORMATION' | 'SOURCE'

/** A function in a list: without code and settings. */
export interface FunctionItem {
  id: string
  resourceType: ResourceType
  /** With the workspace's name behind it: `Dub (My Workspace)`. */
  displayName: string
  description?: string | null
  logoUrl?: string | null
  createdAt: string
  createdBy: string
}

export interface RemoteFunction extends FunctionItem {
  /** The latest saved code, which runs when `isLatestVersion` is true. */
  code: string
  settings?: FunctionSetting[] | null
  /** ISO 8601; null until the function is deployed for the first time. */
  deployedAt?: string | null
  isLatestVersion?: boolean
}

export interface CreateFunction {
  resourceType: 'DESTINATION'
  displayName: string
  description: string
  logoUrl?: string
  code: string
  settings: FunctionSetting[]
}

/** The body of a PATCH: only what shall change. One with `code` deploys to all connected instances. */
export type UpdateFunction = Partial<Omit<CreateFunction, 'resourceType'>>

export interface FunctionVersion {
  id: string
  code: string
  author?: string
  isDeployed?: boolean
  createdAt?: string
  updatedAt?: string
  deployedAt?: string | null
}

export interface Pagination {
  current: string
  next?: string | null
  totalEntries?: number
}

export interface ApiErrorItem {
  type?: string
  message?: string
  field?: string
  data?: { msBeforeNext?: number }
}
