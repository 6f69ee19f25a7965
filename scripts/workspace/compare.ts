/**
 * What differs between a function in a workspace and the one that was built here. The same comparison decides what to
 * send, what to show, and whether an upload arrived.
 */
import type { FunctionSetting } from '../compile/types.ts'
import { withoutCommit } from '../compile/pack/header.ts'
import type { RemoteFunction } from './types.ts'

/** The function as it shall be. */
export interface Wanted {
  displayName: string
  description: string
  /** Absent: the logo is not this project's business, and one set in Segment stays. */
  logoUrl?: string
  code: string
  settings: FunctionSetting[]
}

export interface MetaChange {
  key: 'displayName' | 'description' | 'logoUrl'
  from: string
  to: string
}

/** Segment's own words for a setting's attributes. */
export type SettingAttribute = Exclude<keyof FunctionSetting, 'name'>

export type SettingChange =
  | { kind: 'added'; setting: FunctionSetting }
  | { kind: 'removed'; setting: FunctionSetting }
  | {
      kind: 'changed'
      setting: FunctionSetting
      /** The attributes that differ, with the remote value. */
      from: Partial<Record<SettingAttribute, string | boolean>>
    }

export interface Differences {
  code: boolean
  meta: MetaChange[]
  settings: SettingChange[]
}

const attributes = Object.keys({
  label: true,
  type: true,
  required: true,
  sensitive: true,
  description: true
} satisfies Record<SettingAttribute, true>) as SettingAttribute[]

export function compareFunction(remote: RemoteFunction, wanted: Wanted): Differences {
  const meta: MetaChange[] = [
    { key: 'displayName', from: remote.displayName, to: wanted.displayName },
    { key: 'description', from: remote.description ?? '', to: wanted.description },
    ...(wanted.logoUrl === undefined
      ? []
      : [{ key: 'logoUrl' as const, from: remote.logoUrl ?? '', to: wanted.logoUrl }])
  ]
  return {
    // The stamp names the commit of the upload, not of the build: it alone is no reason to deploy.
    code: withoutCommit(remote.code) !== withoutCommit(wanted.code),
    meta: meta.filter(({ from, to }) => from !== to),
    settings: compareSettings(remote.settings, wanted.settings)
  }
}

/**
 * @param seen - the function as it was
 * @returns whether it is another one now: its code with the stamp of the commit, its settings in any order, its names
 */
export function hasChanged(now: RemoteFunction, seen: RemoteFunction): boolean {
  const { displayName, description = '', logoUrl = '', code, settings } = seen
  const { meta, settings: changes } = compareFunction(now, {
    displayName,
    description,
    logoUrl,
    code,
    settings
  })
  return now.code !== code || meta.length > 0 || changes.length > 0
}

/** By name and every attribute; their order means nothing. */
export function compareSettings(remote: FunctionSetting[], wanted: FunctionSetting[]): SettingChange[] {
  const remoteByName = new Map(remote.map((setting) => [setting.name, setting]))
  const wantedNames = new Set(wanted.map(({ name }) => name))
  const changes: SettingChange[] = []
  for (const setting of wanted) {
    const before = remoteByName.get(setting.name)
    if (before === undefined) {
      changes.push({ kind: 'added', setting })
      continue
    }
    const different = attributes.filter((key) => before[key] !== setting[key])
    if (different.length > 0) {
      const from = Object.fromEntries(different.map((key) => [key, before[key]]))
      changes.push({ kind: 'changed', setting, from })
    }
  }
  const gone = remote.filter(({ name }) => !wantedNames.has(name))
  return [...changes, ...gone.map((setting) => ({ kind: 'removed' as const, setting }))]
}
