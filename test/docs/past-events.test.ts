/** Does what docs/past-events.md says, in a copy of the project, and compares what is printed. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import nock from 'nock'
import { startDevServer } from '../../scripts/dev/server.ts'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'
import { call } from '../cli/call.ts'
import { newId, url, withRedis } from '../history/shared-backfill.ts'
import { copyProject, type ProjectCopy } from './project-copy.ts'
import { chapterOf, stepsOf } from './walkthrough.ts'

let project: ProjectCopy

beforeAll(async () => {
  project = await copyProject(['fixtures/events', '.gitignore'])
  await project.run('git init -q && git add .')
  await project.run('git -c user.name=x -c user.email=x@example.com commit -qm Start')
})

afterAll(() => project.remove())

const page = await readFile('docs/past-events.md', 'utf8')
const [onMachines, throughSegment] = ['On more than one machine', 'Through Segment'].map((heading) =>
  chapterOf(page, heading)
) as [string, string]

/** @param told - what a reader has that this machine has not: a text of the page, and what stands for it here */
async function follow(
  markdown: string,
  told: Record<string, string> = {},
  variables: Record<string, string> = {}
): Promise<void> {
  const here = (text: string) =>
    Object.entries(told).reduce((all, [one, other]) => all.replaceAll(one, other), text)
  for (const step of stepsOf(markdown)) {
    if (step.kind === 'file') {
      const file = path.join(project.folder, step.path)
      await (step.added ? mergeInto(file, step.content) : writeFile(file, step.content))
    } else {
      const [, argv = ''] = /^npm run -s (.*)$/.exec(step.command)!
      const printed = await call(project.folder, wordsOf(here(argv).replace(' -- ', ' ')), { variables })
      expect({ command: step.command, ...printed }).toEqual({
        command: step.command,
        code: 0,
        stdout: here(step.output),
        stderr: ''
      })
    }
  }
}

// To import it takes over Node's http, which whatever runs next in this process needs as it is.
nock.restore()

it('prints what docs/past-events.md says', () =>
  follow(page.replace(onMachines, '').replace(throughSegment, '')))

withRedis('with a Redis (left out where none runs)', () => {
  it('prints what it says of several machines', async () => {
    nock.activate()
    try {
      const dub = nock('https://api.dub.co').post(/.*/).times(6).reply(200, {})
      await follow(onMachines, { 'redis://127.0.0.1:6379': url, spring: newId() })
      expect(dub.isDone()).toBe(true)
    } finally {
      nock.restore()
    }
  })
})

it('prints what it says of the way through Segment', async () => {
  const api = await startLocalApi({ port: 0 })
  const dev = await startDevServer({
    root: project.folder,
    port: 0,
    names: ['dub'],
    settings: undefined,
    live: []
  })
  try {
    const variables = {
      SEGMENT_LOCAL_API_PORT: String(api.port),
      SEGMENT_LOCAL_TRACKING_PORT: new URL(dev.url).port,
      SEGMENT_TOKEN_LOCAL: 'local-token',
      SEGMENT_WRITE_KEY: 'any'
    }
    await call(project.folder, ['upload', '--env', 'local', '--yes', '--skip-replay', 'dub'], { variables })
    await follow(throughSegment, {}, variables)
  } finally {
    await dev.stop()
    await api.stop()
  }
})

/** As a shell splits them. */
const wordsOf = (line: string): string[] =>
  (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''))

type Json = Record<string, unknown>

async function mergeInto(file: string, content: string): Promise<void> {
  const before = JSON.parse(await readFile(file, 'utf8')) as Json
  await writeFile(file, JSON.stringify(merged(before, JSON.parse(content) as Json)))
}

function merged(before: Json, more: Json): Json {
  const both = Object.entries(more).map(([key, value]) => {
    const known = before[key]
    return [key, isJson(known) && isJson(value) ? merged(known, value) : value]
  })
  return { ...before, ...(Object.fromEntries(both) as Json) }
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
