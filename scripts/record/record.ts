/**
 * Records the scenarios: calls of a real SDK become events as Segment delivers them, one file each.
 */
import type { SegmentEvent } from '../runtime/author/types.ts'
import { recordInBrowser } from './browser.ts'
import { loadPageScripts, type PageScripts } from './page-scripts.ts'
import { writeFiles } from '../shared/write-files.ts'
import { deliver } from './pipeline.ts'
import type { Scenario } from './scenarios.ts'
import { scenarios } from './scenarios.ts'
import { bundleServerSdk, recordOnServer } from './server.ts'

const start = Date.parse('2026-01-15T10:00:00.000Z')
/** The recorded client's clock is slow, so that `timestamp` and `originalTimestamp` differ as they do in life. */
const clockError = 1_384
const queued = { browser: 120, node: 2_000 }
const projectId = 'P0OJ3CTID1'

export interface Recording {
  /** `browser-order-completed.json` */
  file: string
  event: SegmentEvent
}

async function recordScenario(
  scenario: Scenario,
  pageScripts: PageScripts,
  serverSdk: string
): Promise<Recording> {
  const wait = queued[scenario.sdk]
  const { message, sentAt } =
    scenario.sdk === 'browser'
      ? await recordInBrowser(scenario, pageScripts, start, wait)
      : await recordOnServer(serverSdk, scenario, start, wait)
  const receivedAt = new Date(Date.parse(sentAt) + clockError).toISOString()
  const event = deliver(message, {
    sentAt,
    receivedAt,
    projectId,
    ...(scenario.sdk === 'browser' ? { channel: 'client', ip: '203.0.113.42' } : { channel: 'server' })
  })
  return { file: `${scenario.sdk}-${scenario.name}.json`, event }
}

/**
 * Records every scenario of scripts/record/scenarios.ts and writes its event.
 *
 * @param folder - where the files go; made when it does not exist. Other files in it are left alone.
 * @returns what was written, in the order of the scenarios
 */
export async function recordEvents(folder: string): Promise<Recording[]> {
  const pageScripts = await loadPageScripts()
  const serverSdk = await bundleServerSdk()
  const recordings: Recording[] = []
  for (const scenario of scenarios) {
    const recording = await recordScenario(scenario, pageScripts, serverSdk)
    await writeFiles(folder, { [recording.file]: `${JSON.stringify(recording.event, null, 2)}\n` })
    recordings.push(recording)
  }
  return recordings
}
