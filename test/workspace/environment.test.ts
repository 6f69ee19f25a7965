import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { loadConfig, type EnvironmentConfig } from '../../scripts/input/config.ts'
import type { UserError } from '../../scripts/shared/errors.ts'
import { localPort, openWorkspace, requireId } from '../../scripts/workspace/environment.ts'
import { readToken } from '../../scripts/workspace/token.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'environment-'))
  await writeFile(path.join(root, '.env'), 'SEGMENT_TOKEN_DEV="from-file"\nBROKEN="two\nlines"\n')
})
afterEach(() => rm(root, { recursive: true }))

const id = 'dfn_5f7dd6d21ad74f3842b1fc47'
const dev: EnvironmentConfig = {
  region: 'us',
  token: 'SEGMENT_TOKEN_DEV',
  functions: { dub: { id }, new: {} }
}
const open = (environment: string, environments: Record<string, EnvironmentConfig>) =>
  openWorkspace({ root, environments, environment, variables: {} })

describe('readToken', () => {
  it('takes the variable, else the file, without blanks around it', async () => {
    expect(await readToken(root, dev, { SEGMENT_TOKEN_DEV: ' from-env\n' })).toBe('from-env')
    expect(await readToken(root, dev, {})).toBe('from-file')
  })

  it('leaves the variables of the process as they are', async () => {
    await readToken(root, dev, {})
    expect(process.env.SEGMENT_TOKEN_DEV).toBeUndefined()
  })

  it('says where a token belongs when there is none', async () => {
    await expect(readToken(root, { ...dev, token: 'SEGMENT_TOKEN_EU' }, {})).rejects.toThrow(
      'There is no Segment token: the environment variable SEGMENT_TOKEN_EU is not set, and .env does not have it.'
    )
    await expect(readToken(path.join(root, 'no-env-file'), dev, {})).rejects.toThrow(
      'SEGMENT_TOKEN_DEV is not set'
    )
  })

  it('offers the token of the local API for the local API only', async () => {
    const hintFor = (region: EnvironmentConfig['region']) =>
      readToken(root, { token: 'SEGMENT_TOKEN_EU', region }, {}).catch((error: UserError) => error.hint)
    expect(await hintFor('local')).toBe('Put SEGMENT_TOKEN_EU=local-token into .env, which git ignores.')
    expect(await hintFor('us')).not.toContain('local-token')
  })

  it('refuses what fetch would quote in its error', async () => {
    await expect(readToken(root, { ...dev, token: 'BROKEN' }, {})).rejects.toThrow(
      'The value of BROKEN cannot be a Segment token: it holds blanks, line breaks or non-ASCII characters.'
    )
  })
})

describe('openWorkspace', () => {
  it('knows the ids of the environment', async () => {
    const opened = await open('dev', { dev })
    expect(opened.ids).toEqual({ dub: id })
    expect(requireId(opened, 'dub')).toBe(id)
    expect(() => requireId(opened, 'new')).toThrow(
      'segment.config.json: environments.dev.functions has no id for "new".'
    )
  })

  it.each<[string, Record<string, EnvironmentConfig>, string]>([
    ['stage', { dev }, 'segment.config.json: there is no environment "stage".'],
    ['toString', { dev }, 'segment.config.json: there is no environment "toString".'],
    [
      'dev',
      { dev: { ...dev, functions: { dub: { id: 'ifnd_wXzcDGtajyzbTeyd4YqGpX' } } } },
      'environments.dev.functions.dub.id is "ifnd_wXzcDGtajyzbTeyd4YqGpX", which is no id of a destination function or source function.'
    ],
    [
      'dev',
      { dev: { ...dev, functions: { dub: { id }, impact: { id } } } },
      'environments.dev.functions.impact.id is the id that dub has too: one would overwrite the other.'
    ]
  ])('refuses %s %#', async (environment, environments, message) => {
    await expect(open(environment, environments)).rejects.toThrow(message)
  })
})

describe('the config', () => {
  it('leaves the id of another kind of function to openWorkspace, which says what to do about it', async () => {
    const environments = { dev: { ...dev, functions: { dub: { id: 'ifnd_wXzcDGtajyzbTeyd4YqGpX' } } } }
    await writeFile(path.join(root, 'segment.config.json'), JSON.stringify({ functions: {}, environments }))
    expect(await loadConfig(root)).toEqual({ functions: {}, sources: {}, environments })
  })
})

describe('localPort', () => {
  it('is 4010, or what the variable says', () => {
    expect(localPort({})).toBe(4010)
    expect(localPort({ SEGMENT_LOCAL_API_PORT: '5000' })).toBe(5000)
    expect(() => localPort({ SEGMENT_LOCAL_API_PORT: 'x' })).toThrow(
      'SEGMENT_LOCAL_API_PORT is "x", which is no port.'
    )
  })
})
