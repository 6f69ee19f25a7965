/**
 * Replays the fixtures of sources: each request goes through the compiled function in the host twice, with its body as text
 * and with its body parsed, as Segment hands over either.
 */
import type { CompiledFunction } from '../compile/types.ts'
import { createHost } from '../host/index.ts'
import type { RecordedRequest } from '../host/exchange.ts'
import type { SentMessage, SourceInvocation, SourceOutcome } from '../host/types.ts'
import { bodyForms } from '../input/request.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { judgeSource } from './judge-source.ts'
import type { Fixture } from './fixture.ts'
import type { SourceFixture } from './source-fixture.ts'

export interface SourceReport {
  file: string
  function: string
  passed: boolean
  outcome: SourceOutcome
  /** One text each, of up to three lines. */
  problems: string[]
  /** What the host thinks a developer should know; it fails no fixture. */
  warnings: string[]
  /** What the function itself asked for. */
  requests: RecordedRequest[]
  /** What went to Segment. */
  sends: SentMessage[]
}

/** What came of a fixture: with its body as text, and how that was judged. */
export interface SourceResult {
  fixture: SourceFixture
  invocation: SourceInvocation
  report: SourceReport
}

/**
 * @param built - compiled functions, of which the sources are replayed
 * @param fixtures - of any functions
 * @throws UserError when a fixture names a setting that its source does not have
 */
export async function replaySources(
  built: CompiledFunction[],
  fixtures: (Fixture | SourceFixture)[]
): Promise<SourceResult[]> {
  const results: SourceResult[] = []
  for (const compiled of built.filter(({ manifest }) => manifest.resourceType === 'SOURCE')) {
    const own = fixtures
      .filter((fixture) => 'request' in fixture)
      .filter((fixture) => fixture.function === compiled.manifest.name)
    if (own.length > 0) results.push(...(await replaySource(compiled, own)))
  }
  return results
}

/**
 * @param compiled - the source's function
 * @param fixtures - those of this function
 * @throws UserError when a fixture names a setting that the source does not have
 */
async function replaySource(compiled: CompiledFunction, fixtures: SourceFixture[]): Promise<SourceResult[]> {
  const { name } = compiled.manifest
  for (const fixture of fixtures) checkSettings(compiled, fixture)
  const host = await createHost({ code: compiled.code, file: `dist/${name}/function.js` })
  const results: SourceResult[] = []
  try {
    for (const fixture of fixtures) {
      const { settings, exchanges } = fixture
      const { asText, asObject, isSameText } = bodyForms(fixture.request)
      const network = { kind: 'exchanges', exchanges } as const
      const call = (request: typeof asText) => host.receive(request, settings, network, { emptyCache: true })
      const text = await call(asText)
      const object = asObject && isSameText ? await call(asObject) : undefined
      const warnings = asObject && !isSameText ? [...text.warnings, otherText] : text.warnings
      const report = reportOf(fixture, text, judgeSource(fixture, text, object), warnings)
      results.push({ fixture, invocation: text, report })
    }
  } finally {
    await host.close()
  }
  return results
}

const otherText =
  'the body was tried as text only: parsed, it is written another way, and no signature over it could be verified'

function reportOf(
  { file, function: name }: SourceFixture,
  { outcome, requests, sends }: SourceInvocation,
  problems: string[],
  warnings: string[]
): SourceReport {
  return { file, function: name, passed: problems.length === 0, outcome, problems, warnings, requests, sends }
}

function checkSettings({ settings, manifest }: CompiledFunction, fixture: SourceFixture): void {
  const known = settings.map(({ name }) => name)
  const unknown = Object.keys(fixture.settings).find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw new UserError(
      'fixture',
      `${fixture.file}: settings.${unknown} is no setting of ${manifest.name}.`,
      suggestion(unknown, known)
    )
}
