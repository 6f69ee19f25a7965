/** Does what docs/by-hand.md says, in a copy of the project, and compares what is printed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../../scripts/input/config.ts'
import { copyProject } from './project-copy.ts'
import type { ProjectCopy } from './project-copy.ts'
import { chapterOf, stepsOf } from './walkthrough.ts'

const readme = await readFile('docs/by-hand.md', 'utf8')
const steps = stepsOf(chapterOf(readme, 'Add an action, add a destination'))

let project: ProjectCopy

beforeAll(async () => {
  project = await copyProject()
})

afterAll(() => project.remove())

async function write(name: string, content: string, added: boolean): Promise<void> {
  const file = path.join(project.folder, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, added ? merged(await readFile(file, 'utf8'), content) : content)
}

/** The one file that readers add to is the config. */
function merged(existing: string, addition: string): string {
  const config = JSON.parse(existing) as Config
  const { functions } = JSON.parse(addition) as Config
  return JSON.stringify({ ...config, functions: { ...config.functions, ...functions } })
}

describe('the walk-through in the README', () => {
  it('goes from an empty folder to a green replay', () => {
    const paths = steps.flatMap((step) => (step.kind === 'file' ? [step.path] : []))
    expect(paths).toContain('destinations/acme/index.ts')
    expect(steps.filter(({ kind }) => kind === 'command').length).toBeGreaterThan(1)
  })

  it('prints what it says', async () => {
    for (const step of steps) {
      if (step.kind === 'file') await write(step.path, step.content, step.added)
      else expect({ ...step, output: await project.run(step.command) }).toEqual(step)
    }
  }, 120_000)

  it('is made of files that type-check', async () => {
    const narrow = { extends: './tsconfig.json', include: ['destinations/acme'] }
    await writeFile(path.join(project.folder, 'tsconfig.acme.json'), JSON.stringify(narrow))

    await expect(project.run('node_modules/.bin/tsc -p tsconfig.acme.json')).resolves.toBe('')
  }, 120_000)
})
