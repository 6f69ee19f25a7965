/**
 * The state of one make-believe workspace, kept in memory: its functions, their versions, and which of them is
 * deployed. What Segment documents is done as documented; a guess is a comment beside its line.
 */
import { randomBytes, randomInt } from 'node:crypto'
import type { FunctionSetting } from '../../compile/types.ts'
import type { FunctionItem, FunctionVersion, RemoteFunction, ResourceType, Workspace } from '../types.ts'

interface StoredVersion extends Required<Omit<FunctionVersion, 'isDeployed'>> {
  deployedAt: string | null
}

interface StoredFunction {
  id: string
  resourceType: ResourceType
  createdAt: string
  createdBy: string
  displayName: string
  description: string
  logoUrl: string
  settings: FunctionSetting[]
  /** Oldest first. */
  versions: StoredVersion[]
  deployed?: StoredVersion
}

/** The keys of a function that a client may set. */
export interface FunctionInput {
  code?: string
  displayName?: string
  description?: string
  logoUrl?: string
  settings?: FunctionSetting[]
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base62Id = (length: number): string =>
  Array.from({ length }, () => base62[randomInt(base62.length)]).join('')

export class WorkspaceStore {
  readonly workspace: Workspace
  private readonly functions = new Map<string, StoredFunction>()
  private readonly now: () => number
  private lastTime = 0

  /** @param now - milliseconds since 1970 */
  constructor(name: string, now: () => number) {
    const slug = name.toLowerCase().replace(/\W+/g, '-')
    this.workspace = { id: base62Id(22), slug, name }
    this.now = now
  }

  get size(): number {
    return this.functions.size
  }

  list(resourceType: string): FunctionItem[] {
    return [...this.functions.values()]
      .filter((stored) => stored.resourceType === resourceType)
      .map((stored) => this.item(stored))
  }

  get(id: string): RemoteFunction | undefined {
    const stored = this.functions.get(id)
    return stored && this.view(stored)
  }

  /** POST /functions saves the code and deploys nothing. */
  create(
    resourceType: ResourceType,
    input: FunctionInput & { code: string; displayName: string }
  ): RemoteFunction {
    const hex = randomBytes(12).toString('hex')
    const stored: StoredFunction = {
      id: `${resourceType === 'DESTINATION' ? 'dfn_' : 'sfnc_'}${hex}`,
      resourceType,
      createdAt: this.time(),
      createdBy: author,
      displayName: input.displayName,
      description: input.description ?? '',
      logoUrl: input.logoUrl ?? '',
      settings: input.settings ?? [],
      versions: []
    }
    this.save(stored, input.code)
    this.functions.set(stored.id, stored)
    return this.view(stored)
  }

  /** PATCH with code saves a version and deploys it to all connected instances; without code it deploys nothing. */
  update(id: string, { code, ...rest }: FunctionInput): RemoteFunction | undefined {
    const stored = this.functions.get(id)
    if (!stored) return undefined
    Object.assign(stored, rest)
    if (code !== undefined) this.deploy(stored, this.save(stored, code))
    return this.view(stored)
  }

  delete(id: string): boolean {
    return this.functions.delete(id)
  }

  versions(id: string): FunctionVersion[] | undefined {
    const stored = this.functions.get(id)
    return stored?.versions.map((version) => versionView(stored, version)).reverse()
  }

  version(id: string, versionId: string): FunctionVersion | undefined {
    return this.versions(id)?.find((version) => version.id === versionId)
  }

  /** POST /functions/{id}/versions: a copy becomes the latest version and is not deployed. */
  restore(id: string, versionId: string): FunctionVersion | undefined {
    const stored = this.functions.get(id)
    const code = this.version(id, versionId)?.code
    return stored && code !== undefined ? versionView(stored, this.save(stored, code)) : undefined
  }

  private save(stored: StoredFunction, code: string): StoredVersion {
    const time = this.time()
    const version = { id: base62Id(27), code, author, createdAt: time, updatedAt: time, deployedAt: null }
    stored.versions.push(version)
    return version
  }

  private deploy(stored: StoredFunction, version: StoredVersion): void {
    version.deployedAt = this.time()
    stored.deployed = version
  }

  /** Never the same twice: versions are told apart by their time. */
  private time(): string {
    this.lastTime = Math.max(this.now(), this.lastTime + 1)
    return new Date(this.lastTime).toISOString()
  }

  /** A function as lists have it: without code and settings. */
  private item({
    id,
    resourceType,
    createdAt,
    createdBy,
    displayName,
    description,
    logoUrl
  }: StoredFunction) {
    return {
      id,
      resourceType,
      createdAt,
      createdBy,
      displayName: `${displayName} (${this.workspace.name})`,
      description,
      logoUrl,
      // How the catalog's id of a destination function looks is a guess.
      catalogId: id.replace(/^[a-z]+_/, '')
    }
  }

  private view(stored: StoredFunction): RemoteFunction {
    const latest = stored.versions.at(-1)!
    return {
      ...this.item(stored),
      code: latest.code,
      settings: structuredClone(stored.settings),
      deployedAt: stored.deployed?.deployedAt ?? null,
      isLatestVersion: stored.deployed === latest
    }
  }
}

const author = 'sgJDWk3K21k6LE3tLU9nRK'

function versionView(stored: StoredFunction, version: StoredVersion): FunctionVersion {
  return { ...version, isDeployed: version === stored.deployed }
}
