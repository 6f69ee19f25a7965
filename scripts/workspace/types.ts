/**
 * The part of Segment's Public API that this project uses, as its replies have it (docs.segmentapis.com, Functions).
 * Only what is read stands here; a reply holds more.
 */
import type { FunctionKind, FunctionSetting } from '../compile/types.ts'

export interface Workspace {
  id: string
  slug: string
  name: string
}

/** Never one for insert functions here; they are told apart so that a message can name them. */
export type ResourceType = FunctionKind | 'INSERT_DESTINATION' | 'INSERT_SOURCE' | 'INSERT_TRANSFORMATION'

/** A function in a list: without code and settings. */
export interface FunctionItem {
  id: string
  resourceType: ResourceType
  /** Segment appends the workspace's name to that of a destination function; the client takes it off. */
  displayName: string
  description?: string
  logoUrl?: string
  createdAt?: string
  createdBy?: string
}

export interface RemoteFunction extends FunctionItem {
  /** The latest saved code, which runs when `isLatestVersion` is true. */
  code: string
  settings: FunctionSetting[]
  /** ISO 8601; null until the function is deployed for the first time. */
  deployedAt: string | null
  isLatestVersion?: boolean
}

export interface CreateFunction {
  resourceType: FunctionKind
  displayName: string
  description: string
  logoUrl?: string
  code: string
  settings: FunctionSetting[]
}

/** The body of a PATCH: only what shall change. With `code`, it deploys a destination function to all connected instances. */
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
