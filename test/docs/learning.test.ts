/** What the pages for learning show is what happens: mappings, conditions, and the tutorial from its first command. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { JSONObject } from '@segment/actions-core'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { emitMapping } from '../../scripts/compile/emit/mapping.ts'
import { directiveNames } from '../../scripts/compile/directive.ts'
import { readCondition } from '../../scripts/compile/read/condition.ts'
import { readMapping } from '../../scripts/compile/read/mapping.ts'
import { takes } from '../../scripts/explain/index.ts'
import { loadCompiled } from '../../scripts/fuzz/compiled.ts'
import type { SegmentEvent } from '../../scripts/runtime/author/types.ts'
import { actionsCore } from '../../scripts/shared/actions-core.ts'
import { copyProject, type ProjectCopy } from './project-copy.ts'
import { printedAs, stepsOf } from './walkthrough.ts'

const page = (name: string): Promise<string> => readFile(`docs/${name}.md`, 'utf8')
const place = { text: 'docs', code: 'definition' } as const

const mapping = await page('mapping')
const [event = '', ...blocks] = [...mapping.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json!)
const examples = blocks.flatMap((json, index) =>
  index % 2 === 0 ? [[json.trim(), blocks[index + 1]!.trim()] as const] : []
)

describe('docs/mapping.md', () => {
  it('has a chapter for each directive', () => {
    expect(directiveNames.filter((name) => !mapping.includes(`\n## \`${name}\`\n`))).toEqual([])
  })

  it.each(examples)('%s gives %s, here and in the reference engine', async (written, result) => {
    const value = JSON.parse(written) as JSONObject
    const given = JSON.parse(event) as JSONObject
    const compile = await loadCompiled()
    const [compiled] = compile([emitMapping(readMapping({ field: value }, place)).code]) as [
      (event: JSONObject) => { field: unknown }
    ]

    expect(actionsCore.transform({ field: value }, given).field).toEqual(JSON.parse(result))
    expect(compiled(given).field).toEqual(JSON.parse(result))
  })
})

const rows = [...(await page('fql')).matchAll(/^\| `(.+?)` +\| `(.+?)` +\| (yes|no) +\|$/gm)]

describe('docs/fql.md', () => {
  it('shows conditions', () => {
    expect(rows.length).toBeGreaterThan(10)
  })

  it.each(rows.map(([, condition, given, answer]) => [condition!, given!, answer!]))(
    '%s of %s: %s',
    (condition, given, answer) => {
      const isTaken = takes(readCondition(condition, place).condition, JSON.parse(given) as SegmentEvent)
      expect(isTaken ? 'yes' : 'no').toBe(answer)
    }
  )
})

describe('docs/tutorial.md', () => {
  let project: ProjectCopy
  beforeAll(async () => {
    project = await copyProject()
  })
  afterAll(() => project.remove())

  it('prints what it says, from the first command to the last', async () => {
    const text = await page('tutorial')
    const example = /^`example\.sh`:\n\n```sh\n(.*?)```/ms.exec(text)!
    await writeFile(path.join(project.folder, 'example.sh'), example[1]!)

    for (const step of stepsOf(text.replace(example[0], ''))) {
      if (step.kind === 'command') expect(await project.run(step.command)).toMatch(printedAs(step.output))
    }
  }, 180_000)
})
