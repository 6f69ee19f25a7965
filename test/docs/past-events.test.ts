/** Does what docs/past-events.md says, in a copy of the project, and compares what is printed. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { call } from '../cli/call.ts'
import { copyProject, type ProjectCopy } from './project-copy.ts'
import { stepsOf } from './walkthrough.ts'

let project: ProjectCopy

beforeAll(async () => {
  project = await copyProject(['fixtures/events', '.gitignore'])
  await project.run('git init -q && git add .')
  await project.run('git -c user.name=x -c user.email=x@example.com commit -qm Start')
})

afterAll(() => project.remove())

it('prints what docs/past-events.md says', async () => {
  for (const step of stepsOf(await readFile('docs/past-events.md', 'utf8'))) {
    if (step.kind === 'file') await mergeInto(path.join(project.folder, step.path), step.content)
    else {
      const [, argv = ''] = /^npm run -s (.*)$/.exec(step.command)!
      const printed = await call(project.folder, wordsOf(argv.replace(' -- ', ' ')))
      expect({ command: step.command, ...printed }).toEqual({
        command: step.command,
        code: 0,
        stdout: step.output,
        stderr: ''
      })
    }
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
