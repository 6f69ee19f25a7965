/** What the doctor finds on this machine, in a workspace, and in what Segment's host answered. */
import { describe, expect, it } from '@jest/globals'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attempt } from '../../scripts/doctor/check.ts'
import { examine } from '../../scripts/doctor/index.ts'
import { checkNode } from '../../scripts/doctor/machine.ts'
import { probeEvent } from '../../scripts/doctor/probe.ts'
import { createHost } from '../../scripts/host/index.ts'
import { UserError } from '../../scripts/shared/errors.ts'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

type Checks = { name: string; ok: boolean; hint: string }[]

const project = () =>
  temporaryFolder({
    'segment.config.json': {
      functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } },
      environments: { local: { region: 'local', token: 'SEGMENT_TOKEN_LOCAL' } }
    }
  })

const examined = async (argv: string[], variables: Record<string, string>) => {
  const { code, stdout } = await call(await project(), ['doctor', ...argv, '--json'], { variables })
  const { checks } = JSON.parse(stdout) as { checks: Checks }
  return { code, failed: checks.filter(({ ok }) => !ok), names: checks.map(({ name }) => name) }
}

describe('npm run doctor', () => {
  it.each([
    ['18.20.0', false],
    ['20.10.0', false],
    ['20.11.0', true],
    ['24.0.1', true]
  ])('takes Node %s: %s', (version, ok) => {
    expect(checkNode(version).ok).toBe(ok)
  })

  it('says which token is missing, and what to do', async () => {
    expect(await examined([], {})).toEqual({
      code: 1,
      names: ['Node', 'packages', 'segment.config.json', 'token of local'],
      failed: [
        {
          name: 'token of local',
          ok: false,
          hint: expect.stringMatching(
            /SEGMENT_TOKEN_LOCAL is not set.*Put SEGMENT_TOKEN_LOCAL=local-token into \.env/
          )
        }
      ]
    })
  })

  it.each([
    ['local-token', 0, []],
    ['local-token-read', 1, ['permission to write functions']],
    ['nobody', 1, ['workspace of local']]
  ])('looks at the workspace with %s', async (token, code, failed) => {
    const api = await startLocalApi({ port: 0 })
    try {
      const variables = { SEGMENT_TOKEN_LOCAL: token, SEGMENT_LOCAL_API_PORT: String(api.port) }

      const found = await examined(['--env', 'local'], variables)

      expect({ code: found.code, failed: found.failed.map(({ name }) => name) }).toEqual({ code, failed })
      expect(Object.values(api.workspaces).flatMap((store) => store.list('DESTINATION'))).toEqual([])
    } finally {
      await api.stop()
    }
  })
})

it('takes a source for well that no source of Segment runs yet', async () => {
  const api = await startLocalApi({ port: 0 })
  try {
    const made = await fetch(`${api.url}/functions`, {
      method: 'POST',
      headers: { authorization: 'Bearer local-token' },
      body: JSON.stringify({ code: 'x', displayName: 'Acme', resourceType: 'SOURCE' })
    })
    const { data } = (await made.json()) as { data: { function: { id: string } } }
    const root = await project()
    const ids = { environments: { local: { functions: { acme: { id: data.function.id } } } } }
    await mkdir(join(root, '.segment'))
    await writeFile(join(root, '.segment/local.json'), JSON.stringify(ids))

    const checks = await examine({
      ...{ root, environment: 'local', now: Date.now },
      variables: { SEGMENT_TOKEN_LOCAL: 'local-token', SEGMENT_LOCAL_API_PORT: String(api.port) }
    })

    expect(checks.at(-1)).toEqual({ name: 'function acme', ok: true, hint: `${data.function.id}, "Acme".` })
  } finally {
    await api.stop()
  }
})

describe('what the doctor cannot find out', () => {
  const withFaults = async (faults: object[], now = Date.now) => {
    const api = await startLocalApi({ port: 0 })
    try {
      for (const fault of faults)
        await fetch(`${api.url}/_control/faults`, { method: 'POST', body: JSON.stringify(fault) })
      return await examine({
        root: await project(),
        variables: { SEGMENT_TOKEN_LOCAL: 'local-token', SEGMENT_LOCAL_API_PORT: String(api.port) },
        environment: 'local',
        now
      })
    } finally {
      await api.stop()
    }
  }

  it('is not said to be well: a permission that nobody answers for', async () => {
    const checks = await withFaults([{ method: 'PATCH', status: 409 }])

    expect(checks).toContainEqual({
      name: 'permission to write functions',
      ok: false,
      hint: expect.stringMatching(/^It could not be found out: PATCH .* \(409\)/)
    })
  })

  it('is not said to be wrong: a clock, where nobody says what time it is', async () => {
    // The first request asks for the workspace, the second for the time.
    const checks = await withFaults([
      { method: 'GET', latencyMs: 0 },
      { method: 'GET', drop: true }
    ])

    expect(checks).toContainEqual({ name: 'clock', ok: true, hint: 'Segment does not say what time it is.' })
  })

  it('is a clock that is wrong', async () => {
    const checks = await withFaults([], () => Date.now() + 3_600_000)

    expect(checks).toContainEqual({
      name: 'clock',
      ok: false,
      hint: expect.stringMatching(/^3[56]\d\d s from Segment's. Set this machine's clock/)
    })
  })

  it('is said in sentences', async () => {
    const { check } = await attempt(
      'workspace',
      () => Promise.reject(new UserError('workspace', 'GET /: no reply (ENOTFOUND)', 'Check the network.')),
      String
    )
    expect(check.hint).toBe('GET /: no reply (ENOTFOUND). Check the network.')
  })
})

describe('the probe', () => {
  const answered = async (root: string): Promise<string> => {
    const code = await readFile(join(root, 'dist/probe/function.js'), 'utf8')
    const host = await createHost({ code })
    try {
      const { error } = await host.invoke(probeEvent, {}, { kind: 'exchanges', exchanges: [] })
      return error!.message
    } finally {
      await host.close()
    }
  }

  it('is answered by the local host as the local host answers, and differences are listed', async () => {
    const root = await project()
    expect((await call(root, ['doctor', '--probe'])).stdout).toContain('Event Tester')
    const told = await answered(root)
    await writeFile(join(root, 'same.txt'), `Error: ${told}`)
    await writeFile(join(root, 'other.txt'), told.replace('"process":"undefined"', '"process":"object"'))

    const same = await call(root, ['doctor', '--probe-result', 'same.txt'])
    expect(same).toMatchObject({ code: 0, stdout: "Segment's host answers as the local one does.\n" })
    const other = await call(root, ['doctor', '--probe-result', 'other.txt'])
    expect(other).toMatchObject({
      code: 1,
      stdout: 'types.process: Segment says "object", the local host "undefined"\n'
    })
  })

  it('refuses a file that holds something else', async () => {
    const root = await project()
    await writeFile(join(root, 'x.txt'), 'nothing')

    expect(await call(root, ['doctor', '--probe-result', 'x.txt'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('does not hold what the probe says')
    })
  })
})
