/** What the tests of the workspace tools share: functions without a compiler, and a project beside a local API. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sourceHash, writeHeader } from '../../scripts/compile/pack/header.ts'
import type { CompiledFunction, FunctionKind, FunctionSetting } from '../../scripts/compile/types.ts'
import { createClient } from '../../scripts/workspace/client.ts'
import type { OpenWorkspace } from '../../scripts/workspace/environment.ts'
import { handlersOf } from '../../scripts/workspace/handlers.ts'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'
import type { LocalApi, LoggedRequest } from '../../scripts/workspace/local-api/server.ts'
import type { WorkspaceStore } from '../../scripts/workspace/local-api/store.ts'
import type { UploadPlan } from '../../scripts/workspace/plan.ts'
import { tokenRedactor } from '../../scripts/workspace/token.ts'
import { makePlan, uploadFunctions } from '../../scripts/workspace/upload.ts'
import type { Person, UploadOptions, UploadResult } from '../../scripts/workspace/upload.ts'

export const apiKey: FunctionSetting = {
  name: 'apiKey',
  label: 'API key',
  type: 'STRING',
  description: 'Your Dub API key',
  required: true,
  sensitive: true
}

export const trackBody = 'async function onTrack(event, settings) {}\n'

/** A function as the compiler would give it. */
export function compiled(
  name: string,
  {
    body = trackBody,
    settings = [apiKey],
    displayName = name,
    resourceType
  }: {
    body?: string
    settings?: FunctionSetting[]
    displayName?: string
    resourceType?: FunctionKind
  } = {}
): CompiledFunction {
  const code = writeHeader({ function: name, source: sourceHash(body) }) + body
  return {
    code,
    settings,
    manifest: {
      name,
      ...(resourceType && { resourceType }),
      displayName,
      description: `Events to ${name}`,
      version: '0.1.0',
      sourceHash: sourceHash(body),
      bytes: code.length,
      handlers: handlersOf(body),
      hosts: [],
      subscriptions: [],
      lowered: []
    }
  }
}

export interface Workbench {
  api: LocalApi
  /** What the token `local-token` opens. */
  store: WorkspaceStore
  /** A project with an empty environment `dev`. */
  root: string
  /** Milliseconds that the client paused, in order. */
  pauses: number[]
  open: (environment?: string, token?: string) => Promise<OpenWorkspace>
  /** Notes the pause and goes on. */
  sleep: (ms: number) => Promise<unknown>
  config: () => Promise<{ environments: Record<string, { functions: Record<string, { id: string }> }> }>
  idOf: (name: string, environment?: string) => Promise<string>
  plan: (functions: CompiledFunction[], flags?: Flags) => Promise<UploadPlan>
  /** With `--yes`, unless the flags say otherwise. */
  upload: (functions: CompiledFunction[], flags?: Flags) => Promise<UploadResult>
  /** The requests so far that were to change something. */
  writes: () => LoggedRequest[]
  /** What somebody does in the web editor. */
  edit: (id: string, code: string) => void
  close: () => Promise<void>
}

export type Flags = Partial<UploadOptions> & { environment?: string; token?: string }

export const emptyConfig = `{
  "functions": {},
  "environments": {
    "dev": {
      "region": "local",
      "token": "SEGMENT_TOKEN_DEV",
      "functions": {}
    },
    "production": {
      "region": "local",
      "token": "SEGMENT_TOKEN_PRODUCTION",
      "functions": {}
    }
  }
}
`

export async function createWorkbench(): Promise<Workbench> {
  const root = await mkdtemp(path.join(tmpdir(), 'workspace-'))
  await writeFile(path.join(root, 'segment.config.json'), emptyConfig)
  const api = await startLocalApi({ port: 0, maxCodeBytes: 10_000 })
  const pauses: number[] = []
  const sleep = (ms: number) => Promise.resolve(pauses.push(ms))
  const config: Workbench['config'] = async () =>
    JSON.parse(await readFile(path.join(root, 'segment.config.json'), 'utf8')) as Awaited<
      ReturnType<Workbench['config']>
    >
  const store = api.workspaces['My Workspace']!
  const open: Workbench['open'] = async (environment = 'dev', token = 'local-token') => ({
    environment,
    idFile: 'segment.config.json',
    idPlace: (name) => `segment.config.json: environments.${environment}.functions.${name}.id`,
    redact: tokenRedactor(token),
    client: createClient({
      baseUrl: api.url,
      token,
      tokenName: `SEGMENT_TOKEN_${environment.toUpperCase()}`,
      fetch,
      sleep,
      random: () => 0.5,
      now: Date.now
    }),
    ids: Object.fromEntries(
      Object.entries((await config()).environments[environment]!.functions).map(([name, { id }]) => [
        name,
        id
      ])
    )
  })
  return {
    api,
    store,
    root,
    pauses,
    sleep,
    config,
    idOf: async (name, environment = 'dev') =>
      (await config()).environments[environment]!.functions[name]!.id,
    open,
    plan: async (functions, { environment, token, open: opened } = {}) =>
      makePlan({
        root,
        open: opened ?? (await open(environment, token)),
        build: () => Promise.resolve(functions)
      }),
    upload: async (functions, { environment, token, ...flags } = {}) =>
      uploadFunctions(
        {
          root,
          open: await open(environment, token),
          build: () => Promise.resolve(functions),
          sleep,
          yes: true,
          ...flags
        },
        onlooker()
      ),
    writes: () => api.requests.filter(({ method }) => method !== 'GET'),
    edit: (id, code) => void store.update(id, { code }),
    close: async () => {
      await api.stop()
      await rm(root, { recursive: true })
    }
  }
}

/** Somebody without a terminal, who keeps the plans that were shown. */
export function onlooker(): Person & { plans: UploadPlan[] } {
  const plans: UploadPlan[] = []
  return { plans, show: (plan) => void plans.push(plan) }
}

/** What became of each function, or of the upload as a whole. */
export const outcomes = (result: UploadResult) =>
  result.outcome === 'applied' ? result.results.map(({ name, outcome }) => [name, outcome]) : result.outcome
