/** `npm run record`: records the scenarios of scripts/record/scenarios.ts with Segment's SDKs into fixtures/events. */
import path from 'node:path'
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'record',
  group: 'make',
  summary: "Record events with Segment's browser and server SDKs",
  examples: ['npm run record', 'npm run record -- --to /tmp/events'],
  declare: (command) =>
    command
      .option('--to <folder>', 'where the events go; fixtures/events of the project when left out')
      .option(...jsonOption),
  async run({ root, cwd }, { to }: { to?: string }) {
    const { recordEvents } = await import('../record/record.ts')
    const folder = to === undefined ? path.join(root, 'fixtures', 'events') : path.resolve(cwd, to)
    const files = (await recordEvents(folder)).map(({ file }) => file)
    return {
      data: { folder, files },
      text: `${files.join('\n')}\n${files.length} events in ${path.relative(cwd, folder) || '.'}\n`
    }
  }
})
