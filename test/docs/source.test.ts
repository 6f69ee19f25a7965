/** What a README says of the other direction, for a source of two events of which one is switched off. */
import { expect, it } from '@jest/globals'
import path from 'node:path'
import { sourceSection } from '../../scripts/docs/source.ts'
import { loadConfig } from '../../scripts/input/config.ts'
import { temporaryFolder } from '../temporary.ts'

const definition = `
export default {
  name: 'Acme',
  description: 'Contacts from Acme.',
  settings: { token: { label: 'Token', description: 'The token', type: 'password', required: true } },
  verify: (request, { token }) => request.headers.get('x-token') === token,
  eventOf: ({ type }) => type,
  events: {
    'contact.created': {
      label: 'Contact Created',
      description: 'Somebody became a contact.',
      send: ({ id }) => [{ type: 'identify', userId: id }, { type: 'track', userId: id }]
    },
    'contact.deleted': { label: 'Contact Deleted', description: 'A contact is gone.', send: () => [] }
  }
}
`

const webhook = { type: 'contact.created', data: { id: 'user_1' } }
const accepted = {
  description: 'A contact is a user',
  settings: { token: 't' },
  request: { headers: { 'x-token': 't' }, json: webhook },
  sends: [
    { type: 'identify', userId: 'user_1' },
    { type: 'track', event: 'Joined', userId: 'user_1' }
  ],
  expect: { outcome: 'accepted' }
}
const refused = (error: string, message: string) => ({
  ...accepted,
  sends: [],
  expect: { outcome: 'refused', error, message }
})

const acme = (events?: object) =>
  temporaryFolder({
    'segment.config.json': {
      functions: { 'acme-source': { source: 'destinations/acme/source', displayName: 'Acme', events } }
    },
    'destinations/acme/source/index.ts': definition,
    'destinations/acme/source/notes.md': '**At Acme.** Click Webhooks.\n',
    'fixtures/acme-source/created.json': accepted,
    'fixtures/acme-source/created-by-an-import.json': accepted,
    'fixtures/acme-source/refused-wrong-token.json': refused('ValidationError', 'signature'),
    'fixtures/acme-source/refused-without-token.json': refused('ValidationError', 'signature')
  })

const sectionOf = async (root: string) =>
  sourceSection(root, await loadConfig(root), path.join(root, 'destinations/acme'))

it('says how to connect it, what comes of each event, and shows the plainest fixture', async () => {
  const root = await acme({ 'contact.created': { name: 'Joined' } })

  expect(await sectionOf(root)).toMatchInlineSnapshot(`
    "## From the vendor

    Contacts from Acme. It is the source function \`acme-source\` of [segment.config.json](../../segment.config.json).

    1. \`npm run upload -- --env production acme-source\` ([the page on uploading](../../node_modules/segment-functions/docs/upload.md)), or by hand: \`npm run build -- acme-source\`, then Connections, Catalog, Functions, New Function, Source in Segment, and paste \`dist/acme-source/function.js\`; its settings are in \`settings.json\` beside it.
    2. Under Connections, Catalog, Functions choose “Acme”, click Connect Source, and give the source a name.
    3. Copy the webhook's address from the source's Overview, and paste it at Acme, as told below.
    4. Fill in Token in the source's Settings. Until then every webhook is refused.
    5. Look at the source's Debugger: it shows what arrives. What was refused, and why, stands in the function's Errors tab.

    A later \`upload\` saves the code and deploys it to every source made of the function; the plan says so before. In the editor, Save keeps the code, and Save & Deploy asks which sources shall run it.

    **At Acme.** Click Webhooks.

    ### Settings of the source

    | Label | Key | Type in Segment | Required | Secret | Description |
    | --- | --- | --- | --- | --- | --- |
    | Token | \`token\` | text (\`STRING\`) | yes | yes | The token |

    ### Webhooks and messages

    | From Acme | In Segment | When | Fixtures |
    | --- | --- | --- | --- |
    | \`contact.created\` | \`identify\`, \`track\` “Joined” | Somebody became a contact. | [created-by-an-import](../../fixtures/acme-source/created-by-an-import.json), [created](../../fixtures/acme-source/created.json) |
    | \`contact.deleted\` | nothing: it is not among the \`events\` | A contact is gone. |  |

    Which of them are taken, and under what name, is said under \`functions.acme-source.events\` of segment.config.json: \`{"contact.created":true,"contact.deleted":{"name":"Another Name"}}\`. All are taken when it is left out. A webhook that is sent twice makes messages with the same \`messageId\`, of which Segment keeps the first. Segment does not list \`messageId\` and \`timestamp\` among what a source function may give; they are fields of every message, and are given.

    ### An example

    A contact is a user. The webhook of [created.json](../../fixtures/acme-source/created.json), which \`npm run invoke -- acme-source --event fixtures/acme-source/created.json\` sends through the function:

    \`\`\`json
    {
      "type": "contact.created",
      "data": {
        "id": "user_1"
      }
    }
    \`\`\`

    The messages that it becomes:

    \`\`\`json
    [
      {
        "type": "identify",
        "userId": "user_1"
      },
      {
        "type": "track",
        "event": "Joined",
        "userId": "user_1"
      }
    ]
    \`\`\`

    ### Outcomes of a webhook

    | What happens | Error | Outcome | Fixtures that show it |
    | --- | --- | --- | --- |
    | The webhook is verified and used. | none | accepted | those of the table above |
    | The webhook is not proved to be from Acme, or a setting is missing. | \`ValidationError\` | refused | [without-token](../../fixtures/acme-source/refused-without-token.json) |
    | The event is none of the table above, or is switched off. | \`EventNotSupported\` | refused |  |
    | The body has not the shape that Acme publishes, says of nobody, or makes a message that Segment would not take. | \`InvalidEventPayload\` | refused |  |

    All messages of a webhook are sent, or none. What is refused is not tried again; what is retried, Segment tries again by itself, up to five times. Of a body, Segment takes 512 KB."
  `)
})

it('says what an event without fixtures lacks, by saying nothing', async () => {
  const section = await sectionOf(await acme())

  expect(section).toContain('| `contact.deleted` |  | A contact is gone. |  |')
})

it('is empty for a destination whose vendor has no source', async () => {
  const root = await acme()

  expect(await sourceSection(root, await loadConfig(root), path.join(root, 'destinations/other'))).toBe('')
})
