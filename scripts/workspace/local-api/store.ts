/**
 * The state of one make-believe workspace, kept in memory: its functions, their versions, and which of them is
 * deployed. What Segment documents is done as documented; a guess is a comment beside its line.
 */
import { randomBytes, randomInt } from 'node:crypto'
import type { FunctionSetting } from '../../compile/types.ts'
import { shownName } from '../kind.ts'
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
  /** The sources made of a source function. */
  instances: SourceInstance[]
}

/** A source made of a source function: it runs the version that was saved last when it was made or deployed. */
export interface SourceInstance {
  id: string
  functionId: string
  /** Where the vendor sends its webhooks. */
  webhookUrl: string
  code: string
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
    const stored: StoredFunction = {
      id: resourceType === 'SOURCE' ? `sfnc_${base62Id(22)}` : `dfn_${randomBytes(12).toString('hex')}`,
      resourceType,
      createdAt: this.time(),
      createdBy: author,
      displayName: input.displayName,
      description: input.description ?? '',
      logoUrl: input.logoUrl ?? '',
      settings: input.settings ?? [],
      versions: [],
      instances: []
    }
    this.save(stored, input.code)
    this.functions.set(stored.id, stored)
    return this.view(stored)
  }

  /** PATCH with code saves a version, and deploys it where it is a destination function; without code it deploys nothing. */
  update(id: string, { code, ...rest }: FunctionInput): RemoteFunction | undefined {
    const stored = this.functions.get(id)
    if (!stored) return undefined
    Object.assign(stored, rest)
    if (code !== undefined) {
      const version = this.save(stored, code)
      if (stored.resourceType !== 'SOURCE') this.deploy(stored, version)
    }
    return this.view(stored)
  }

  /** POST /functions/{id}/deploy: every source made of a source function runs what was saved last. */
  deployInstances(id: string): RemoteFunction | undefined {
    const stored = this.functions.get(id)
    if (stored?.resourceType !== 'SOURCE') return undefined
    const latest = stored.versions.at(-1)!
    this.deploy(stored, latest)
    for (const instance of stored.instances) instance.code = latest.code
    return this.view(stored)
  }

  /** What "Connect Source" does in Segment's app. That it deploys is a guess: the source runs the code that is saved. */
  createInstance(id: string): SourceInstance | undefined {
    const stored = this.functions.get(id)
    if (stored?.resourceType !== 'SOURCE') return undefined
    const source = base62Id(22)
    const instance = {
      id: `sfn_${source}`,
      functionId: id,
      webhookUrl: `https://fn.example.com/?b=${source}`,
      code: ''
    }
    stored.instances.push(instance)
    this.deployInstances(id)
    return instance
  }

  instances(id: string): SourceInstance[] | undefined {
    return this.functions.get(id)?.instances
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
      displayName: shownName(
        displayName,
        resourceType === 'SOURCE' ? 'SOURCE' : 'DESTINATION',
        this.workspace.name
      ),
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
