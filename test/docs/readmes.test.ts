import { describe, expect, it } from '@jest/globals'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { resolveFunction } from '../../scripts/compile/index.ts'
import { type FunctionConfig, loadConfig } from '../../scripts/input/config.ts'
import { writeReadmes } from '../../scripts/docs/index.ts'
import { ourFunctions } from '../our-functions.ts'

const root = process.cwd()
const { functions } = await loadConfig(root)
/** Of functions as they come; a README of a team's own, or of what it changed, is written when it wants it. */
const untouched = Object.keys(ourFunctions).filter((name) =>
  isDeepStrictEqual(functions[name]?.presets, ourFunctions[name]!.presets)
)

const readReadme = (name: string): Promise<string> =>
  readFile(path.join(root, functions[name]!.destination, 'README.md'), 'utf8')

describe('the README of each destination', () => {
  it('is what `npm run docs` writes', async () => {
    const files = await writeReadmes({ root, check: true })

    const stale = files.filter(({ changed, function: name }) => changed && untouched.includes(name))
    expect(stale).toEqual([])
  }, 120_000)

  it.each(untouched)('shows examples that %s can be compiled with', async (name) => {
    const readme = await readReadme(name)
    const examples = [...readme.matchAll(/^```json\n(.*?)^```$/gms)].map(
      ([, json]) => JSON.parse(json!) as Pick<FunctionConfig, 'presets'>
    )
    const overrides = examples.filter(({ presets }) => presets)

    expect(overrides.length).toBeGreaterThan(0)
    for (const { presets } of overrides) {
      const fn = await resolveFunction(root, name, { ...functions[name]!, presets: presets! })
      expect(fn.subscriptions.map(({ preset }) => preset)).toEqual(Object.keys(presets!))
    }
  })

  it.each(untouched)('links to files that exist, for %s', async (name) => {
    const { destination } = functions[name]!
    const links = [...(await readReadme(name)).matchAll(/\]\((\.[^)#]*)/g)].map(([, link]) =>
      path.join(destination, link!)
    )

    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((link) => !existsSync(path.join(root, link)))).toEqual([])
  })
})
