/** `npm run record`: records the scenarios of scripts/record/scenarios.ts with Segment's SDKs into fixtures/events. */
import { join, relative } from 'node:path'
import { Command } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'
import { recordEvents } from '../record/record.ts'

const program = new Command('record')
  .description("Record events with Segment's browser and server SDKs")
  .option('--to <folder>', 'where the events go', join(projectRoot(), 'fixtures/events'))
  .option('--json', 'print only JSON')
  .action(async (options: { to: string; json?: boolean }) => {
    const recordings = await recordEvents(options.to)
    const files = recordings.map(({ file }) => file)
    if (options.json) printJson({ folder: options.to, files })
    else
      console.log(
        `${files.join('\n')}\n${files.length} events in ${relative(projectRoot(), options.to) || '.'}`
      )
  })

await runCommand(program)
