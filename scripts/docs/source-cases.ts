/**
 * The fixtures of a source, each with the vendor's name of its event: the evidence for what a README says of its messages and
 * outcomes.
 */
import path from 'node:path'
import { resolveSource } from '../compile/index.ts'
import type { ResolvedSource } from '../compile/types.ts'
import type { Config } from '../input/config.ts'
import type { Webhook } from '../input/request.ts'
import type { SourceFixture } from '../replay/source-fixture.ts'
import { isObject } from '../runtime/author/text.ts'
import { readFixtures } from './cases.ts'
import { definitionFolder } from '../shared/package.ts'

export interface SourceCase {
  fixture: SourceFixture
  /** A key of the definition's `events`; undefined for a webhook that is none of them. */
  event: string | undefined
}

/**
 * @param root - the project's folder
 * @param folder - the absolute path of a destination's folder
 * @returns the name of the first source in segment.config.json whose definition lies in the folder
 */
export function sourceIn(root: string, config: Config, folder: string): string | undefined {
  const names = Object.keys(config.sources)
  return names.find((name) => path.dirname(definitionFolder(root, config.sources[name]!.source)) === folder)
}

/**
 * @param root - the project's folder
 * @param name - a source of segment.config.json
 * @returns the source as segment.config.json has it, and its fixtures in the order of their names
 * @throws UserError for a definition, config or fixture that cannot be used
 */
export async function readSourceCases(
  root: string,
  config: Config,
  name: string
): Promise<{ source: ResolvedSource; cases: SourceCase[] }> {
  const source = await resolveSource(root, name, config.sources[name]!)
  const fixtures = (await readFixtures(root, name)).filter((fixture) => 'request' in fixture)
  return { source, cases: fixtures.map((fixture) => ({ fixture, event: eventOf(source, fixture.request) })) }
}

function eventOf({ definition }: ResolvedSource, request: Webhook): string | undefined {
  const webhook = parse(request.text)
  const event = isObject(webhook) ? definition.eventOf(webhook) : undefined
  return typeof event === 'string' && Object.hasOwn(definition.events, event) ? event : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
