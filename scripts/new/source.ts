/** `npm run new -- source acme`: takes the vendor's webhooks to Segment, with fixtures of what it takes and refuses. */
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { writeReadmes } from '../docs/index.ts'
import { configFile, loadConfig } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { withFunction } from './config-entry.ts'
import { writeDraft } from './files.ts'
import type { Made } from './made.ts'
import { camel, kebab, titled } from './names.ts'
import { findDestination } from './open-destination.ts'
import type { Json } from './plan.ts'
import { fillTemplate, literal } from './template.ts'
import { below, texts } from './texts.ts'

interface SourcePlan {
  /** Of the destination. */
  slug: string
  title: string
  /** The vendor's name of the event: `contact.created`. */
  event: string
  /** What its track call is named: `Contact Created`. */
  label: string
  /** What holds the signature: `x-acme-signature`. */
  header: string
}

/**
 * @param root - the project's folder
 * @param destination - a function of segment.config.json, or the folder of its destination
 * @param wishes - `event` is the vendor's name of a webhook
 * @throws {UserError} when there is a source already, or no such destination; then nothing is written
 */
export async function newSource(
  root: string,
  destination: string,
  wishes: { title?: string | undefined; event?: string | undefined }
): Promise<Made> {
  const found = await findDestination(root, destination)
  const name = `${found.slug}-source`
  const folder = `${found.folder}/source`
  await refuseTaken(root, name, [folder, `fixtures/${name}`])
  const event = wishes.event ?? 'contact.created'
  const label = titled(event)
  if (label === '' || !/^[\w.:/ -]+$/.test(event))
    throw new UserError(
      'usage',
      `--event is ${literal(event)}, which cannot be the name of a webhook: it has letters, digits, dots, colons, slashes and hyphens.`,
      "Give the vendor's name of a webhook, such as contact.created."
    )
  const title = wishes.title ?? found.title
  const plan = { slug: found.slug, title, event, label, header: `x-${found.slug}-signature` }
  const made = {
    ...below(folder, await modulesOf(plan)),
    ...below(`fixtures/${name}`, texts(fixturesOf(plan)))
  }
  const entry = { source: folder, displayName: title, description: `Webhooks of ${title}` }
  const changed = {
    [configFile]: withFunction(await readFile(path.join(root, configFile), 'utf8'), name, entry)
  }
  const files = await writeDraft(root, { made, changed }, async () =>
    (await writeReadmes({ root, functions: [found.slug] })).map(({ file }) => file)
  )
  return {
    files,
    next: [
      `npm run replay -- ${name}`,
      `Read ${folder}/index.ts: how a webhook proves where it comes from, and which events there are.`,
      'Change what differs at the vendor, and the fixtures with it.',
      `npm run docs -- ${found.slug}`
    ]
  }
}

async function refuseTaken(root: string, name: string, folders: string[]): Promise<void> {
  const { functions, sources } = await loadConfig(root)
  if (Object.hasOwn(functions, name) || Object.hasOwn(sources, name))
    throw new UserError(
      'usage',
      `${configFile} has a function "${name}" already.`,
      "Add an event to the source's index.ts instead."
    )
  const taken = folders.find((folder) => existsSync(path.join(root, folder)))
  if (taken !== undefined)
    throw new UserError(
      'usage',
      `The folder ${taken} exists already, and nothing is overwritten.`,
      'Move the folder away.'
    )
}

async function modulesOf({ title, event, label, header }: SourcePlan): Promise<Record<string, string>> {
  const words = {
    TemplateTitle: title,
    TemplateSummary: `Webhooks of ${title}.`,
    TemplateEvent: literal(event),
    TemplateLabel: label,
    TemplateDescription: `${title} says "${event}".`,
    TemplateHeader: header,
    TemplateCredentials: `The signing secret of the webhook, which ${title} shows where the webhook is made.`
  }
  const send = sendName(event)
  const file = kebab(send)
  const index = await fillTemplate('source/index.ts', words)
  const named = (text: string): string =>
    text.replaceAll('thing-created', file).replaceAll('thingCreated', send)
  return {
    'index.ts': named(index),
    'settings.ts': await fillTemplate('source/settings.ts', words),
    [`${file}.ts`]: named(await fillTemplate('source/thing-created.ts', words)),
    'notes.md': await fillTemplate('source/notes.md', words)
  }
}

/** `contact.created` is contactCreated; what would be no name of a function, or one that is taken, gets a word more. */
function sendName(event: string): string {
  const name = camel(event)
  return /^[a-z]+[A-Z]/.test(name) ? name : camel(`on-${event}`)
}

/** Fixtures by file name: accepted, and each way in which a webhook is refused. */
function fixturesOf(plan: SourcePlan): Record<string, object> {
  const secret = `${plan.slug}_test_secret`
  const data = { user_id: 'user_1', email: 'jane@example.com', plan: 'pro' }
  const webhook = { id: 'webhook_1', type: plan.event, created_at: '2026-01-31T12:00:00.000Z', data }
  const settings = { webhookSecret: secret }
  const signed = (json: Json): object => ({
    headers: { [plan.header]: createHmac('sha256', secret).update(JSON.stringify(json)).digest('hex') },
    json
  })
  const refused = (description: string, request: object, error: string, message: string): object => ({
    description,
    settings,
    request,
    sends: [],
    expect: { outcome: 'refused', error, message }
  })
  return {
    [`${kebab(plan.event) || 'webhook'}.json`]: {
      description: `"${plan.event}" is a track call of the person it is about`,
      settings,
      request: signed(webhook),
      sends: [
        {
          type: 'track',
          event: plan.label,
          userId: 'user_1',
          messageId: 'webhook_1',
          timestamp: '2026-01-31T12:00:00.000Z',
          properties: data
        }
      ],
      expect: { outcome: 'accepted' }
    },
    'refused-wrong-signature.json': refused(
      'Signed with another secret',
      { headers: { [plan.header]: 'f'.repeat(64) }, json: webhook },
      'ValidationError',
      'signature'
    ),
    'refused-without-signature.json': refused(
      'Not signed at all',
      { json: webhook },
      'ValidationError',
      'signature'
    ),
    'refused-without-secret.json': {
      ...refused('Nobody has filled in the secret', signed(webhook), 'ValidationError', 'Webhook Secret'),
      settings: {}
    },
    'refused-other-event.json': refused(
      'A webhook that nobody asked for',
      signed({ ...webhook, type: `not.${plan.event}` }),
      'EventNotSupported',
      plan.event
    ),
    'refused-without-data.json': refused(
      'A webhook that says nothing',
      signed({ id: 'webhook_1', type: plan.event, created_at: webhook.created_at }),
      'InvalidEventPayload',
      '"data" is missing'
    ),
    'refused-nobody.json': refused(
      'A webhook about nobody',
      signed({ ...webhook, data: { email: 'jane@example.com' } }),
      'InvalidEventPayload',
      'user_id'
    ),
    'refused-no-time.json': refused(
      'A webhook of no time',
      signed({ ...webhook, created_at: 'yesterday' }),
      'InvalidEventPayload',
      'is not a time'
    )
  }
}
