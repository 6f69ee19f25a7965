/** Does what the README's chapter on new destinations says, in a copy of the project, and compares what is printed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '../../scripts/config.ts'
import { chapterOf, stepsOf } from './walkthrough.ts'

const readme = await readFile('README.md', 'utf8')
const steps = stepsOf(chapterOf(readme, 'Add an action, add a destination'))

const copied = [
  'scripts',
  'destinations',
  'package.json',
  'segment.config.json',
  'tsconfig.json',
  '.prettierrc'
]

let project: string

beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'walkthrough-'))
  for (const name of copied) await cp(name, path.join(project, name), { recursive: true })
  await symlink(path.resolve('node_modules'), path.join(project, 'node_modules'))
})

afterAll(() => rm(project, { recursive: true, force: true }))

async function write(name: string, content: string, added: boolean): Promise<void> {
  const file = path.join(project, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, added ? merged(await readFile(file, 'utf8'), content) : content)
}

/** The one file that readers add to is the config. */
function merged(existing: string, addition: string): string {
  const config = JSON.parse(existing) as Config
  const { functions } = JSON.parse(addition) as Config
  return JSON.stringify({ ...config, functions: { ...config.functions, ...functions } })
}

/** @returns what the command prints to standard output; rejects unless it ends with exit code 0 */
async function run(command: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: project, encoding: 'utf8' })
  return stdout
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
      else expect({ ...step, output: await run(step.command) }).toEqual(step)
    }
  }, 120_000)

  it('is made of files that type-check', async () => {
    const narrow = { extends: './tsconfig.json', include: ['destinations/acme'] }
    await writeFile(path.join(project, 'tsconfig.acme.json'), JSON.stringify(narrow))

    await expect(run('node_modules/.bin/tsc -p tsconfig.acme.json')).resolves.toBe('')
  }, 120_000)
})
