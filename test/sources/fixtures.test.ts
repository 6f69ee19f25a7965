/** What the fixtures of each source must show; `npm run replay` shows that what they expect happens. */
import { describe, expect, it } from '@jest/globals'
import { compileSource } from '../../scripts/compile/index.ts'
import { readSourceCases } from '../../scripts/docs/source-cases.ts'
import { loadConfig } from '../../scripts/input/config.ts'
import type { SourceFixture } from '../../scripts/replay/source-fixture.ts'

const root = process.cwd()
const config = await loadConfig(root)

type Expected = SourceFixture['expect']

/** Every way in which any source refuses a webhook; `labels` are those of its settings. */
const refusals: Record<string, (expected: Expected, labels: string[]) => boolean> = {
  'a signature that is none': ({ error, message }) => error === 'ValidationError' && message === 'signature',
  'a setting that is missing': ({ error, message }, labels) =>
    error === 'ValidationError' && labels.includes(message ?? ''),
  'an event nobody asked for': ({ error }) => error === 'EventNotSupported',
  'no data': ({ error, message }) => error === 'InvalidEventPayload' && message === '"data" is missing',
  'a time that is none': ({ error, message }) =>
    error === 'InvalidEventPayload' && message !== undefined && message.endsWith('is not a time'),
  'nobody whom it is about': ({ error, message = '' }) =>
    error === 'InvalidEventPayload' && /(Id|\.id|Username)\b/.test(message)
}

describe.each(Object.keys(config.sources))('the fixtures of %s', (name) => {
  it('show each event accepted', async () => {
    const { source, cases } = await readSourceCases(root, config, name)
    const accepted = cases.filter(({ fixture }) => fixture.expect.outcome === 'accepted')
    const shown = new Set(accepted.map(({ event }) => event))

    expect(Object.keys(source.definition.events).filter((event) => !shown.has(event))).toEqual([])
  })

  it('show each kind of refusal, in which nothing is sent', async () => {
    const { source, cases } = await readSourceCases(root, config, name)
    const labels = source.settings.map(({ label }) => label)
    const refused = cases.filter(({ fixture }) => fixture.expect.outcome === 'refused')
    const missing = Object.keys(refusals).filter(
      (kind) => !refused.some(({ fixture }) => refusals[kind]!(fixture.expect, labels))
    )

    expect(missing).toEqual([])
    expect(refused.filter(({ fixture }) => fixture.sends.length > 0)).toEqual([])
  })

  it('show a retry, if the source asks anybody for anything', async () => {
    const { source, cases } = await readSourceCases(root, config, name)
    const { hosts } = (await compileSource(root, source)).manifest

    expect(cases.some(({ fixture }) => fixture.expect.outcome === 'retried')).toBe(hosts.length > 0)
  })
})
