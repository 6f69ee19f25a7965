/**
 * Sends one event, or a batch, through a compiled function in the host: what `npm run invoke` does.
 */
import { resolve } from 'node:path'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import type { ResolvedFunction } from '../compile/types.ts'
import { explainEvent } from '../explain/index.ts'
import type { EventExplanation } from '../explain/index.ts'
import { loadConfig, selectFunctions } from '../input/config.ts'
import type { FunctionConfig } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import type { Exchange } from '../host/exchange.ts'
import { createHost } from '../host/index.ts'
import type { Invocation, Network } from '../host/types.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { checkEvent, refuseUnknownType, sizeWarning } from '../input/event.ts'
import { readExchanges } from '../input/exchanges.ts'
import { type LocatedJson, readLocatedJson } from '../input/located-json.ts'
import { redactor } from '../input/redact.ts'
import { exampleSettings, readSettings, sampleSettings } from '../input/settings.ts'
import { whole } from '../input/shape.ts'
import type { InvokeOptions } from './invoke-options.ts'
import { invokeSource } from './invoke-source.ts'
import { keepFixture } from './keep-fixture.ts'
import { fixtureFile } from './save-fixture.ts'
import { exchangeWarnings, fakeWarning, redactResult, redactTexts } from './invoke-result.ts'
import type { InvokeResult } from './invoke-result.ts'

export type { InvokeOptions } from './invoke-options.ts'
export type { InvokeResult } from './invoke-result.ts'

/** @throws UserError for a function, file, event or setting that cannot be used */
export async function invokeFunction(options: InvokeOptions): Promise<InvokeResult> {
  const { root } = options
  checkLive(options)
  const config = await loadConfig(root)
  const [name] = selectFunctions(config, [options.function])
  if (options.saveFixture !== undefined) fixtureFile(root, name!, options.saveFixture)
  const eventFile =
    typeof options.event === 'string'
      ? await readLocatedJson(resolve(root, options.event), options.event, 'event')
      : options.event
  const source = config.sources[name!]
  if (source) return invokeSource(options, source, eventFile)
  const input = readEvents(eventFile)
  const exchanges =
    options.exchanges === undefined ? undefined : await readExchangesFile(root, options.exchanges)
  const fn = await resolveFunction(root, name!, config.functions[name!]!)
  const settingsFile =
    options.settings === undefined
      ? undefined
      : await readLocatedJson(resolve(root, options.settings), options.settings, 'event')
  const settings = settingsFile ? readSettings(fn, settingsFile) : exampleSettings(fn)
  checkBatch(fn, input, eventFile.name)

  const { code } = await compileFunction(root, fn)
  const host = await createHost({ code, file: `dist/${fn.name}/function.js` })
  try {
    const invocation = await host.invoke(input, settings, networkOf(options, exchanges))
    // Fake values are no secrets, and a reader wants to see where they went.
    const redact = settingsFile ? redactor(fn.settings, settings) : (text: string) => text
    const warnings = [
      ...(settingsFile ? [] : fakeWarning(settings)),
      ...(settingsFile ? [] : settingsHint(fn, invocation)),
      ...[input].flat().flatMap((event) => sizeWarning(event, eventFile.name) ?? []),
      ...exchangeWarnings(invocation, exchanges ?? []),
      ...invocation.warnings
    ]
    return {
      ...redactResult(invocation, warnings, redact),
      ...(options.saveFixture !== undefined && {
        fixture: await keepFixture(root, options.saveFixture, {
          ...{ fn, event: input, settings, invocation, exchanges },
          areFake: !settingsFile
        })
      }),
      explanation: redactTexts(explained(fn, config.functions[name!]!, [input].flat(), options), redact)
    }
  } finally {
    await host.close()
  }
}

function checkLive({ live, settings, exchanges, saveFixture }: InvokeOptions): void {
  if (!live) return
  if (saveFixture !== undefined)
    throw new UserError(
      'usage',
      '--live and --save-fixture exclude each other.',
      'Save the fixture without --live; put what the vendor answers into a file for --exchanges.'
    )
  if (exchanges !== undefined)
    throw new UserError(
      'usage',
      '--live and --exchanges exclude each other.',
      'Leave one out: exchanges are mocked answers.'
    )
  if (settings === undefined)
    throw new UserError(
      'usage',
      '--live needs --settings: fake settings would reach the real vendor.',
      'Give a file with the settings, and keep it out of git.'
    )
}

function readEvents(file: LocatedJson): SegmentEvent | SegmentEvent[] {
  const check = (value: unknown, place: () => string): SegmentEvent => {
    const event = checkEvent(value, place)
    refuseUnknownType(event, place)
    return event
  }
  if (!Array.isArray(file.value)) return check(file.value, () => file.name)
  if (file.value.length === 0)
    throw new UserError('event', `${file.name} is an empty list.`, 'Put at least one event into the batch.')
  return file.value.map((event, index) => check(event, () => `${file.at([index])}: event ${index + 1}`))
}

const readExchangesFile = async (root: string, name: string): Promise<Exchange[]> =>
  readExchanges(whole(await readLocatedJson(resolve(root, name), name, 'fixture')))

function checkBatch(fn: ResolvedFunction, input: SegmentEvent | SegmentEvent[], name: string): void {
  if (!Array.isArray(input) || fn.batch) return
  throw new UserError(
    'event',
    `${name} is a list of events, but ${fn.name} has no onBatch.`,
    `Set functions.${fn.name}.batch in segment.config.json to true, or give one event.`
  )
}

function networkOf({ live }: InvokeOptions, exchanges: Exchange[] | undefined): Network {
  if (live) return { kind: 'live' }
  return exchanges ? { kind: 'exchanges', exchanges } : { kind: 'ok' }
}

/** Made-up settings are the required ones; what else an event needs is told with a sample of the file. */
function settingsHint(fn: ResolvedFunction, { error }: Invocation): string[] {
  if (error?.name !== 'ValidationError' || !/\bsettings?\b/i.test(error.message)) return []
  const sample = JSON.stringify(sampleSettings(fn))
  return [`this event needs more settings; give a file with --settings: ${sample}`]
}

function explained(
  fn: ResolvedFunction,
  config: FunctionConfig,
  events: SegmentEvent[],
  { explain }: InvokeOptions
): EventExplanation[] {
  // Deletions go past all presets.
  const explanations = events
    .filter(({ type }) => type !== 'delete')
    .map((event) => explainEvent(fn, config, event))
  if (explain) return explanations
  return explanations.map(({ taken, passed }) => ({
    taken: taken.map(({ preset, action }) => ({ preset, action })),
    passed: taken.length > 0 ? [] : passed
  }))
}
