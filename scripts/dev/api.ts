/** The server's own API: what the page shows and does, for programs too. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { checkEvent } from '../input/event.ts'
import { bodyForms } from '../input/request.ts'
import { locateJson } from '../input/located-json.ts'
import { integer, member, objectWith, whole } from '../input/shape.ts'
import { isObject } from '../runtime/author/text.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { UserError } from '../shared/errors.ts'
import { readChanges } from './changes.ts'
import { completeEvent } from './complete-event.ts'
import { exampleFor } from './examples.ts'
import { saveFixture } from './fixture.ts'
import type { Session } from './session.ts'
import { snippetFor } from './snippet.ts'
import { queuesOf, streamOf } from './stream.ts'
import { tryChanges } from './trial.ts'
import type { Unit } from './unit.ts'
import { readVendor } from './vendor.ts'

/** How long a list waits for what is still on its way, in ms. */
const patienceMs = 10_000

export function apiRoutes(session: Session): Hono {
  const app = new Hono()

  const idOf = (context: Context): number => Number(context.req.param('id'))

  /** Sends, and answers when all functions have ended. */
  async function send(event: SegmentEvent): Promise<object> {
    const { id, done } = session.take(event, 'this page')
    await done
    return session.shown(id)
  }

  app.get('/events', async (context) => {
    await withinPatience(session.settled())
    const ids = session.deliveries.after(Number(context.req.query('after') ?? 0) || 0)
    return context.json(ids.map((id) => session.shown(id)))
  })

  app.post('/events', async (context) => {
    const body = await readJson(context)
    const events = [body].flat().map((event) => checkEvent(event, () => 'the body'))
    const sent = await Promise.all(events.map((event) => send(completeEvent(event, session.now()))))
    return context.json(Array.isArray(body) ? sent : sent[0]!, 201)
  })

  app.delete('/events', (context) => {
    session.clear()
    return context.json({})
  })

  app.get('/events/:id', (context) => {
    const id = idOf(context)
    const { event } = session.deliveries.entry(id)
    return context.json({ ...session.shown(id), explanation: session.explain(event) })
  })

  app.post('/events/:id/retry', async (context) => {
    const id = idOf(context)
    const body = await readJson(context)
    await session.deliveries.retryNow(id, session.unit(isObject(body) ? String(body.function) : ''))
    return context.json(session.shown(id))
  })

  app.post('/events/:id/resend', async (context) =>
    context.json(await send(session.deliveries.entry(idOf(context)).event), 201)
  )

  app.post('/events/:id/fixture', async (context) => {
    const body = await readJson(context)
    const { function: fn, name, replacePersonal } = isObject(body) ? body : {}
    const wish = {
      ...(typeof fn === 'string' && { function: fn }),
      ...(typeof name === 'string' && name !== '' && { name }),
      replacePersonal: replacePersonal === true
    }
    // What was just taken over belongs to it.
    await withinPatience(session.unchanging())
    return context.json(await saveFixture(session, session.deliveries.entry(idOf(context)), wish), 201)
  })

  app.get('/snippet', (context) => {
    const text = snippetFor(new URL(context.req.url).origin, 'any')
    return context.json({ text: `<script>\n${text}\n</script>` })
  })

  app.get('/state', (context) => context.json(stateOf(session)))

  app.put('/functions/:name/settings', async (context) => {
    const { build, name } = session.unit(context.req.param('name'))
    const body = await readJson(context)
    if (!build)
      throw new UserError('definition', `"${name}" was not built yet.`, 'Mend its definition first.')
    if (!isObject(body)) throw new UserError('event', 'The settings are no object.', 'Send {"apiKey": "…"}.')
    await session.settings.change(build.fn, body)
    session.touch()
    return context.json({})
  })

  app.post('/functions/:name/try', async (context) => {
    const unit = session.destination(context.req.param('name'))
    const body = whole(locateJson(await context.req.text(), 'the change', 'config'))
    objectWith(body, ['event', 'presets'])
    const entry = session.deliveries.entry(integer(member(body, 'event'), 1, Number.MAX_SAFE_INTEGER))
    const changes = readChanges(member(body, 'presets'))
    return context.json(await tryChanges(session, unit, changes, entry))
  })

  app.post('/functions/:name/take-over', async (context) => {
    const unit = session.destination(context.req.param('name'))
    const body = whole(locateJson(await context.req.text(), 'the change', 'config'))
    objectWith(body, ['presets'])
    const changes = readChanges(member(body, 'presets'))
    await withinPatience(session.change(() => session.config.takeOver(unit, changes)))
    return context.json({})
  })

  app.post('/undo', async (context) => {
    await withinPatience(session.change(() => session.config.undo()))
    return context.json({})
  })

  app.put('/functions/:name/vendor', async (context) => {
    const unit = session.unit(context.req.param('name'))
    if (unit.vendor.kind === 'live')
      throw new UserError('usage', `"${unit.name}" really sends.`, 'Start `dev` without --live for it.')
    unit.vendor = readVendor(await context.req.text())
    session.touch()
    return context.json({})
  })

  app.get('/functions/:name/answers', (context) =>
    context.json(session.known(session.unit(context.req.param('name')).name).answers)
  )

  app.post('/functions/:name/example', async (context) => {
    const { name, build } = session.unit(context.req.param('name'))
    if (build?.kind === 'source') {
      const [webhook] = session.known(name).webhooks
      if (!webhook) throw noExample(name)
      const { sends, error } = await session.receive(name, bodyForms(webhook).asText)
      if (sends.length === 0)
        throw new UserError(
          'event',
          `The webhook of a fixture was refused: ${error?.message ?? 'it sends nothing'}`,
          'It is made for the settings of the fixtures: empty those that you have set.'
        )
      await withinPatience(session.settled())
      const ids = session.deliveries.after(0).slice(-sends.length)
      return context.json(
        ids.map((id) => session.shown(id)),
        201
      )
    }
    const example = await exampleFor(session, session.destination(name))
    if (!example) throw noExample(name)
    return context.json(await send(example), 201)
  })

  app.get('/stream', (context) => streamOf(session, () => stateOf(session), context))

  return app
}

const noExample = (name: string): UserError =>
  new UserError('event', `No recorded event suits "${name}".`, 'Record one: `npm run record`.')

/** What a person's mistake is answered with; anything else is a bug. */
export function answerMistake(error: Error, context: Context): Response {
  if (!(error instanceof UserError)) {
    process.stderr.write(`${error.stack ?? error.message}\n`)
    return context.json({ error: { code: 'bug', message: error.message } }, 500)
  }
  const { code, message, hint } = error
  const isMissing = /^There is no /.test(message)
  return context.json(
    { error: { code, message, ...(hint !== undefined && { hint }) } },
    isMissing ? 404 : 400
  )
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UserError('event', 'The body is no JSON.', (cause as Error).message, { cause })
  }
}

const withinPatience = (work: Promise<unknown>): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))
  return Promise.race([work, patience]).finally(() => clearTimeout(timer))
}

/** Of settings, whether they are set; never their values. */
const stateOf = (session: Session) => ({
  project: session.root.split(/[/\\]/).at(-1),
  /** Changes of presets that can be taken back. */
  undoable: session.config.undoable,
  queues: queuesOf(session),
  functions: [...session.units.values()].map((unit) => stateOfUnit(session, unit))
})

export type State = ReturnType<typeof stateOf>

function stateOfUnit(session: Session, { name, build, error, vendor, webhooks }: Unit) {
  const set = session.settings.set(name)
  return {
    name,
    kind: build?.kind ?? null,
    displayName: build?.fn.displayName ?? name,
    buildMs: build ? Math.round(build.ms) : null,
    error: error ?? null,
    vendor,
    webhooks: webhooks ?? null,
    presets:
      build?.kind === 'destination'
        ? build.fn.subscriptions.map(({ preset, action, subscribe }) => ({ preset, action, subscribe }))
        : [],
    /** What of an event the function looks at, for whoever writes one: `properties.plan`. */
    reads: build?.kind === 'destination' ? pathsIn(build.fn.subscriptions.map(({ mapping }) => mapping)) : [],
    settings: (build?.fn.settings ?? []).map((setting) => ({
      ...setting,
      isSet: Object.hasOwn(set, setting.name)
    }))
  }
}

const pathsIn = (value: unknown): string[] => [
  ...new Set([...JSON.stringify(value).matchAll(/"\$\.([\w.]+)"/g)].map(([, found]) => found!))
]
