/** `npm run new -- from-catalog`: what it makes is in docs/catalog-tutorial.md; here is what it refuses. */
import { describe, expect, it } from '@jest/globals'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { findCatalog } from '../../scripts/catalog/package.ts'
import { howToKeep } from '../../scripts/shared/catalog.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const withCatalog = findCatalog(process.cwd()) ? describe : describe.skip

const project = (functions: object = {}) =>
  temporaryFolder({ 'package.json': { type: 'module' }, 'segment.config.json': { functions } })

/** Without the packages that it shares with this project. */
async function bare(root: string): Promise<string> {
  await rm(path.join(root, 'node_modules'), { recursive: true, force: true })
  return root
}

it('says how the catalog is installed where it is not', async () => {
  const { code, stderr } = await call(await bare(await project()), ['new', 'from-catalog', 'slack'])
  expect([code, stderr]).toEqual([
    2,
    `@segment/action-destinations is not installed.\n  Install it: ${howToKeep}\n`
  ])
})

it('says so, too, when a function that is made of it is built', async () => {
  const root = await temporaryFolder({
    'package.json': { type: 'module' },
    'segment.config.json': {
      functions: { slack: { destination: 'destinations/slack', displayName: 'Slack' } }
    },
    'destinations/slack/index.ts': `export { default } from '@segment/action-destinations/dist/destinations/slack'\n`
  })
  const { code, stderr } = await call(await bare(root), ['build'])
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(`the package "@segment/action-destinations" is not installed\n  ${howToKeep}\n`)
  ])
})

withCatalog(`from the catalog (skipped without it: ${howToKeep})`, () => {
  it.each([
    ['slak', 'There is no destination "slak" in @segment/action-destinations.\n  Did you mean "slack"?\n'],
    [
      'kafka',
      /^kafka cannot be a Function: .*"net" does not exist in Functions: they have no sockets, .*\n {2}Take another, or have Segment host it\.\n$/
    ]
  ])('refuses %s', async (slug, message) => {
    const { code, stderr } = await call(await project(), ['new', 'from-catalog', slug])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })

  it('refuses one that the project has', async () => {
    const root = await project({ slack: { destination: 'destinations/slack', displayName: 'Slack' } })
    const { stderr } = await call(root, ['new', 'from-catalog', 'slack'])
    expect(stderr).toBe(
      'segment.config.json has a function "slack" already.\n  Change that one, or give it another name first.\n'
    )
  })
})
