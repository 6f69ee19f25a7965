/**
 * A sample of Segment's own destinations through the compiler and both engines. They are no dependency: without them these
 * tests are skipped, and CI installs them.
 */
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { call } from '../cli/call.ts'
import { catalogPage } from '../../scripts/catalog/page.ts'
import { findCatalog, howToInstall } from '../../scripts/catalog/package.ts'
import { survey, verdictOf, type Survey } from '../../scripts/catalog/survey.ts'
import type { Study } from '../../scripts/catalog/study.ts'

const catalog = findCatalog(process.cwd())
const withCatalog = catalog ? describe : describe.skip

/**
 * Of each kind some: plain, with batches, with OAuth, with sync modes, large, with stand-ins, with AWS's SDK, with a client of
 * its own, with its whole input sent.
 */
const sample = [
  'algolia-insights',
  'adjust',
  'airship',
  'amazon-eventbridge',
  'customerio',
  'display-video-360',
  'emarsys',
  'gainsight-px-cloud-action',
  'google-enhanced-conversions',
  'intercom',
  'iterable',
  'launchdarkly',
  'linkedin-audiences',
  'mixpanel',
  'pipedrive',
  'pushwoosh',
  'responsys',
  'snap-conversions-api',
  's3',
  'webhook'
]

it('is installed in CI as users are told to', async () => {
  expect(await readFile('.ci/run', 'utf8')).toContain(`\n${howToInstall}\n`)
})

withCatalog(`Segment's own destinations (skipped without them: ${howToInstall})`, () => {
  let found: Survey
  beforeAll(async () => {
    found = await survey({ root: process.cwd(), slugs: sample })
  }, 180_000)

  it.each(sample)('%s does what it does in Segment', (slug) => {
    const study = found.studies.find((one) => one.slug === slug)!
    expect([study.reason, study.differences, verdictOf(study)]).toEqual([undefined, [], 'agrees'])
  })

  it('shows of one that is asked for its presets and settings', async () => {
    const { stdout } = await call(process.cwd(), ['catalog', 'adjust'])
    expect(stdout).toMatch(/^presets of adjust +action +takes\n-.*\n.* sendEvent +type = "track"/m)
    expect(stdout).toMatch(/^settings of adjust +label +kind\n/m)
    expect(stdout).toMatch(/\n1 of 1 agree\.\n$/)
  }, 60_000)

  it('names the nearest of one that it does not have', async () => {
    await expect(survey({ root: process.cwd(), slugs: ['slak'] })).rejects.toMatchObject({
      code: 'usage',
      message: 'There is no destination "slak" in @segment/action-destinations.',
      hint: 'Did you mean "slack"?'
    })
  })
})

const study: Study = {
  slug: 'acme',
  name: 'Acme',
  compiled: true,
  bytes: 12_345,
  agree: 3,
  differ: 0,
  silent: 0,
  differences: [],
  lowered: [],
  presets: [],
  settings: [],
  packages: []
}

it('says in docs/catalog.md what agrees, and why the rest does not', () => {
  const lowered = [
    'OAuth: nobody signs in; the token comes from the other settings, and it is renewed when it expires',
    'process.env: ACME_KEY come from secret settings',
    'preset Old is left out: its action old is none of this destination',
    'action send: hooks are left out, as they run when a mapping is saved in Segment',
    'setting region: its default is applied when it is left empty'
  ]
  const studies = [
    { ...study, lowered },
    { ...study, slug: 'beta', differ: 1, differences: ['Track: the compiled function sent | less'] },
    { ...study, slug: 'mute', agree: 0, silent: 2, silence: 'the action sends nothing' },
    { ...study, slug: 'kafka', compiled: false, reason: 'it needs sockets' }
  ]

  const page = catalogPage({ version: '3.387.0', studies })

  expect(page).toContain(
    '`@segment/action-destinations` 3.387.0 holds 4 destinations. Compiled here without a change, **1 agree**'
  )
  expect(page.match(/^## .*|^\| \w.*/gm)).toEqual([
    '## They agree',
    '| slug | size | runs | otherwise in a Function |',
    '| acme | 12 KB | 3 | tokens by settings, keys of your own, no hooks, without the preset "Old" |',
    '## They differ',
    '| slug | size | why |',
    '| beta | 12 KB | Track: the compiled function sent \\| less |',
    '## They show nothing',
    '| slug | size | why |',
    '| mute | 12 KB | the action sends nothing |',
    '## They do not compile',
    '| slug | size | why |',
    '| kafka | 12 KB | it needs sockets |'
  ])
})
