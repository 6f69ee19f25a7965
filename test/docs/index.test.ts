import { describe, expect, it } from '@jest/globals'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { writeReadmes } from '../../scripts/docs/index.ts'
import { call } from '../cli/call.ts'
import { passing, project } from '../replay/project.ts'

const file = 'destinations/demo/README.md'

const demo = () =>
  project({
    'fixtures/demo/signed-up.json': passing,
    'fixtures/demo/throttled.json': {
      ...passing,
      exchanges: [{ request: passing.exchanges[0]!.request, reply: { status: 429, text: 'Slow down' } }],
      expect: { outcome: 'retried', error: 'RetryError' }
    },
    'destinations/demo/notes.md':
      '## Set up\n\nAsk for a key.\n\n## Change what is sent\n\nName it in the config.\n'
  })

const docs = (root: string, ...flags: string[]) => call(root, ['docs', '--json', ...flags])

describe('npm run docs', () => {
  it('writes what definition, config, fixtures and notes say', async () => {
    const root = await demo()

    await writeReadmes({ root })

    expect(await readFile(path.join(root, file), 'utf8')).toMatchInlineSnapshot(`
      "<!-- Made by \`npm run docs\` from the definition, segment.config.json, the fixtures and notes.md: edit those. -->

      # Demo

      It is the function \`demo\` of [segment.config.json](../../segment.config.json): \`npm run build -- demo\` compiles it to \`dist/demo/function.js\`, \`npm run replay -- demo\` replays its [fixtures](../../fixtures/demo), and [the page on uploading](../../node_modules/segment-functions/docs/upload.md) brings it into a workspace. What to do first, at the vendor and in Segment, stands under [Set up](#set-up).

      ## Settings

      | Label   | Key       | Type in Segment | Required | Secret | Description |
      | ------- | --------- | --------------- | -------- | ------ | ----------- |
      | Account | \`account\` | text (\`STRING\`) | yes      | no     | The account |
      | API Key | \`apiKey\`  | text (\`STRING\`) | yes      | yes    | The key     |

      ## Events and requests

      | Preset | On by default      | Takes                         | Action  | Sends                                |
      | ------ | ------------------ | ----------------------------- | ------- | ------------------------------------ |
      | Track  | yes                | Track calls: \`type = "track"\` | \`track\` | \`POST https://api.example.com/track\` |
      | Pages  | no, an alternative | Page calls: \`type = "page"\`   | \`track\` |                                      |

      Segment may hand over several events at once; each has an outcome of its own, and up to 10 are sent at a time.

      ## Actions

      ### Track (\`track\`)

      Sends the event

      | Field  | Label | Type   | Required | By default        | Description |
      | ------ | ----- | ------ | -------- | ----------------- | ----------- |
      | \`name\` | Name  | string | yes      | \`event\`           | Its name    |
      | \`plan\` | Plan  | string | no       | \`properties.plan\` | Its plan    |

      ## Outcomes

      | What happens                                                              | Error                 | Outcome   | Fixtures that show it                       |
      | ------------------------------------------------------------------------- | --------------------- | --------- | ------------------------------------------- |
      | Demo accepts every request.                                               | none                  | delivered | [Track](../../fixtures/demo/signed-up.json) |
      | No preset takes the event, or the action has no use for it.               | \`EventNotSupported\`   | discarded |                                             |
      | The settings or the event lack what Demo needs. The action sends nothing. | \`ValidationError\`     | discarded |                                             |
      | Demo refuses the request; the error holds its own message.                | \`InvalidEventPayload\` | discarded |                                             |
      | Demo cannot take the request now.                                         | \`RetryError\`          | retried   | [429](../../fixtures/demo/throttled.json)   |

      ## Change what is sent

      Which presets are on, what they take (\`subscribe\`) and where fields get their values from (\`mapping\`) is said under \`functions.demo.presets\` of [segment.config.json](../../segment.config.json). \`true\` takes a preset as it is, a preset that is not named is off, and a field that is not named keeps its default. Afterwards \`npm run build -- demo\` compiles the function anew.

      Name it in the config.

      ## Set up

      Ask for a key.
      "
    `)
  })

  it('writes nothing when nothing changed, and says with --check what is stale', async () => {
    const root = await demo()
    await writeReadmes({ root })
    const [current] = await writeReadmes({ root, check: true })
    await writeFile(path.join(root, file), 'edited by hand')
    const [stale] = await writeReadmes({ root, check: true })

    expect(current).toEqual({ function: 'demo', file, changed: false })
    expect(stale).toEqual({ function: 'demo', file, changed: true })
    expect(await readFile(path.join(root, file), 'utf8')).toBe('edited by hand')
  })

  it('ends with exit code 1 when a README is stale', async () => {
    const root = await demo()
    const files = [{ function: 'demo', file, changed: true }]

    const printed = { stdout: `${JSON.stringify({ files }, null, 2)}\n`, stderr: '' }

    expect(await docs(root, '--check')).toEqual({ code: 1, ...printed })
    expect(await docs(root)).toEqual({ code: 0, ...printed })
  })
})
