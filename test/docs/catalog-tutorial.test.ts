/** Does what docs/catalog-tutorial.md says, in a copy of the project; skipped where the catalog is not installed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findCatalog } from '../../scripts/catalog/package.ts'
import { howToKeep } from '../../scripts/shared/catalog.ts'
import { copyProject, type ProjectCopy } from './project-copy.ts'
import { printedAs, stepsOf } from './walkthrough.ts'

const page = await readFile('docs/catalog-tutorial.md', 'utf8')
const withCatalog = findCatalog(process.cwd()) ? describe : describe.skip

it('says how to install the catalog', () => {
  expect(page).toContain(`\`${howToKeep}\``)
})

withCatalog(`docs/catalog-tutorial.md (skipped without the catalog: ${howToKeep})`, () => {
  let project: ProjectCopy
  beforeAll(async () => {
    project = await copyProject()
  })
  afterAll(() => project.remove())

  it('prints what it says, from the first command to the last', async () => {
    for (const step of stepsOf(page)) {
      if (step.kind === 'command') expect(await project.run(step.command)).toMatch(printedAs(step.output))
      else {
        const file = path.join(project.folder, step.path)
        await mkdir(path.dirname(file), { recursive: true })
        await writeFile(file, step.content)
      }
    }
  }, 180_000)

  it('makes files that type-check', async () => {
    const made = ['slack', 'actions-pardot', 'webhook'].map((name) => `destinations/${name}`)
    const narrow = { extends: './tsconfig.json', include: made }
    await writeFile(path.join(project.folder, 'tsconfig.catalog.json'), JSON.stringify(narrow))

    await expect(project.run('node_modules/.bin/tsc -p tsconfig.catalog.json')).resolves.toBe('')
  }, 120_000)
})
