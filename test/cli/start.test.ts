/** What only a process shows: an old Node, and a signal in the middle of an upload. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, realpath, symlink, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'
import type { LocalApi } from '../../scripts/workspace/local-api/server.ts'
import { definition } from '../compile/definition.ts'
import { temporaryFolder } from '../temporary.ts'

const command = path.resolve('scripts/cli/start.js')

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

function start(args: string[], cwd: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH, ...env } })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (part) => (printed.stdout += String(part)))
  child.stderr.on('data', (part) => (printed.stderr += String(part)))
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, ...printed }))
  return { child, ended }
}

it.each(['18.20.4', '20.10.0'])('says under Node %s which one it needs', async (version) => {
  const pretended = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  const { ended } = start(['--import', pretended, command, 'replay'], process.cwd())
  expect(await ended).toEqual({
    code: 2,
    stdout: '',
    stderr: `This needs Node 20.11 or later; here runs ${version}.\n`
  })
})

it('says where its bundle cannot be written', async () => {
  const root = await temporaryFolder({ 'scripts/cli/index.ts': '' })
  await copyFile(command, path.join(root, 'scripts/cli/start.js'))
  const modules = path.join(root, 'node_modules')
  await unlink(modules)
  await mkdir(modules)
  await symlink(path.resolve('node_modules/esbuild'), path.join(modules, 'esbuild'))
  await writeFile(path.join(modules, '.cache'), '')
  const cache = path.join(await realpath(modules), '.cache', 'segment-functions')
  const { ended } = start([path.join(root, 'scripts/cli/start.js'), 'replay'], root)
  expect(await ended).toEqual({
    code: 2,
    stdout: '',
    stderr: `${cache} cannot be written (ENOTDIR); the commands are bundled there when they are called for the first time.\nMake it a folder that you may write to, and that has space.\n`
  })
})

describe('an upload that is stopped', () => {
  let api: LocalApi
  afterEach(() => api.stop())

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129]
  ] as const)('by %s says what may be half done, and how to look', async (signal, code) => {
    api = await startLocalApi({ port: 0 })
    // Whoever asks how long to wait has the request.
    const asked = new Promise<void>((resolve) =>
      api.fail({
        method: 'POST',
        get latencyMs() {
          resolve()
          return 2_000
        }
      })
    )
    const root = await temporaryFolder({
      'package.json': { version: '1.0.0', type: 'module' },
      'destinations/acme/index.ts': definition({}),
      'segment.config.json': {
        functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } },
        environments: { dev: { region: 'local', token: 'SEGMENT_TOKEN_DEV' } }
      }
    })
    const { child, ended } = start([command, 'upload', '--env', 'dev', '--yes', '--skip-replay'], root, {
      SEGMENT_LOCAL_API_PORT: String(api.port),
      SEGMENT_TOKEN_DEV: 'local-token'
    })
    await Promise.race([asked, ended])
    child.kill(signal)
    const { stderr, ...rest } = await ended
    expect(rest.code).toBe(code)
    expect(stderr).toContain(`
Stopped while acme was being created.
  acme may exist in My Workspace already, with its id not yet in .segment/local.json, or saved and not deployed.
  Look how it stands: npm run plan -- --env dev
`)
  })
})
