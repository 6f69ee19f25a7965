/**
 * Sends one request through a compiled source in the host: what `npm run invoke` does with a source.
 */
import { resolve } from 'node:path'
import { compileSource, resolveSource } from '../compile/index.ts'
import { createHost } from '../host/index.ts'
import type { SourceConfig } from '../input/config.ts'
import { readExchanges } from '../input/exchanges.ts'
import { type LocatedJson, readLocatedJson } from '../input/located-json.ts'
import { redactor } from '../input/redact.ts'
import { bodyForms, readWebhook } from '../input/request.ts'
import { exampleSettings, readSettings } from '../input/settings.ts'
import { anyObject, member, whole } from '../input/shape.ts'
import type { InvokeOptions } from './invoke-options.ts'
import { keepFixture } from './keep-fixture.ts'
import { exchangeWarnings, fakeWarning, redactResult, redactTexts } from './invoke-result.ts'
import type { InvokeResult } from './invoke-result.ts'

/**
 * @param event - the `request` of a fixture, or the fixture: then its settings and exchanges count where no others are given
 * @throws UserError for a file or setting that cannot be used
 */
export async function invokeSource(
  options: InvokeOptions,
  config: SourceConfig,
  event: LocatedJson
): Promise<InvokeResult> {
  const { root } = options
  const fn = await resolveSource(root, options.function, config)
  const file = whole(event)
  const isFixture = 'request' in anyObject(file)
  const webhook = readWebhook(isFixture ? member(file, 'request') : file)
  const read = (name: string, code: 'event' | 'fixture') => readLocatedJson(resolve(root, name), name, code)

  const inFixture = (key: string) =>
    isFixture && member(file, key).value !== undefined ? member(file, key) : undefined

  const ownSettings = inFixture('settings')
  const given =
    options.settings === undefined
      ? ownSettings && anyObject(ownSettings)
      : readSettings(fn, await read(options.settings, 'event'))
  const settings = given ?? exampleSettings(fn)
  const ownExchanges = inFixture('exchanges')
  const exchanges =
    options.exchanges === undefined
      ? ownExchanges && readExchanges(ownExchanges)
      : readExchanges(whole(await read(options.exchanges, 'fixture')))

  const { code } = await compileSource(root, fn)
  const host = await createHost({ code, file: `dist/${fn.name}/function.js` })
  try {
    const invocation = await host.receive(
      bodyForms(webhook).asText,
      settings,
      options.live ? { kind: 'live' } : exchanges ? { kind: 'exchanges', exchanges } : { kind: 'ok' }
    )
    // Fake values are no secrets.
    const redact = given ? redactor(fn.settings, given) : (text: string) => text
    const warnings = [
      ...(given ? [] : fakeWarning(settings)),
      ...exchangeWarnings(invocation, exchanges ?? []),
      ...invocation.warnings
    ]
    return {
      ...redactResult(invocation, warnings, redact),
      sends: redactTexts(invocation.sends, redact),
      ...(options.saveFixture !== undefined && {
        fixture: await keepFixture(root, options.saveFixture, {
          ...{ fn, webhook, settings, invocation, exchanges },
          // What stands in a fixture is no secret any more.
          areFake: options.settings === undefined
        })
      }),
      explanation: []
    }
  } finally {
    await host.close()
  }
}
