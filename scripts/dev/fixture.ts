/**
 * Keeps an event as a fixture: what the function makes of it today. Nothing real goes in: the function is called with
 * sample values for secrets, so that what it signs with them is right, too.
 */
import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Exchange, RecordedAnswer, RecordedRequest } from '../host/exchange.ts'
import { createHost } from '../host/index.ts'
import type { Host, Invocation } from '../host/index.ts'
import { expectedRequest } from '../replay/expected-request.ts'
import { redactTexts } from '../replay/invoke-result.ts'
import { keepFixture } from '../replay/keep-fixture.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { UserError } from '../shared/errors.ts'
import type { Entry } from './entry.ts'
import { asFixture } from './live-answer.ts'
import { withoutPersonOf, withoutPersonal } from './personal.ts'
import type { Session } from './session.ts'
import { networkOf, usualAnswer } from './vendor.ts'
import type { SimulatedVendor, VendorChoice } from './vendor.ts'

export interface FixtureWish {
  /** A destination function; the first one whose presets took the event when left out. */
  function?: string | undefined
  /** Of the file, without `.json`; made of the event when left out. */
  name?: string | undefined
  /** Whether names, addresses and the like are replaced too. */
  replacePersonal?: boolean
}

export interface SavedFixture {
  /** From the project's folder. */
  file: string
  /** What stands in it. */
  text: string
}

/** @throws UserError for a function that is not there, a name that cannot be used, and for what would not replay */
export async function saveFixture(session: Session, entry: Entry, wish: FixtureWish): Promise<SavedFixture> {
  const name = wish.function ?? entry.results.find(({ presets }) => presets.length > 0)?.function
  const unit = session.destinations().find((one) => one.name === name) ?? session.destinations()[0]
  if (!unit || (name !== undefined && unit.name !== name))
    throw new UserError('usage', `There is no destination "${name ?? ''}" to save a fixture of.`)
  const shown = session.redactAll(entry.event)
  const event = wish.replacePersonal ? withoutPersonal(shown) : shown
  const answered = entry.results.find((result) => result.function === unit.name)?.answers ?? []
  const hide = wish.replacePersonal ? withoutPersonOf(shown) : (text: string) => text
  const answers = redactTexts(session.redactAll(answered), hide)
  const { fn, code } = unit.build
  const settings = session.settings.ofFixture(fn)
  const host = await createHost({ code, file: `dist/${fn.name}/function.js` })
  const { invocation, exchanges } = await seenOf(host, unit.vendor, answers, { event, settings }).finally(
    () => host.close()
  )
  const file = await keepFixture(session.root, wish.name ?? freeName(session.root, fn.name, event), {
    ...{ fn, event, settings, invocation },
    areFake: true,
    exchanges,
    description: `${titleOf(event)}, as it came to \`npm run dev\`: ${invocation.outcome}`
  })
  return { file, text: await readFile(path.join(session.root, file), 'utf8') }
}

interface Given {
  event: SegmentEvent
  settings: Record<string, unknown>
}

/** @param answers - those of a live vendor, who is asked no more: what it said comes back in its turn */
async function seenOf(
  host: Host,
  vendor: VendorChoice,
  answers: RecordedAnswer[],
  { event, settings }: Given
): Promise<{ invocation: Invocation; exchanges: Exchange[] }> {
  const simulated = vendor.kind === 'live' ? usualAnswer : vendor
  const invocation = await host.invoke(event, settings, networkOf({ ...simulated, delayMs: 0 }))
  const usual = invocation.requests.map((sent) => exchangeOf(sent, simulated))
  const exchanges = usual
    .slice(0, answers.length)
    .map(({ request }, index) => ({ request, ...asFixture(answers[index]!) }))
  if (exchanges.length === 0) return { invocation, exchanges: usual }
  const again = await host.invoke(event, settings, { kind: 'exchanges', exchanges }, { fresh: true })
  const { unused, unmatched } = again.exchanges!
  // A later request may hang on what an earlier one was answered in ways that only the live vendor knows.
  return unused.length + unmatched.length === 0
    ? { invocation: again, exchanges }
    : { invocation, exchanges: usual }
}

const exchangeOf = (sent: RecordedRequest, { fault, reply }: SimulatedVendor): Exchange => ({
  request: expectedRequest(sent),
  ...(fault ? { fault } : { reply: reply! })
})

const titleOf = ({ type, event, name }: SegmentEvent): string => {
  const title = type === 'track' ? event : name
  return typeof title === 'string' && title !== '' ? `${type} "${title}"` : type
}

function freeName(root: string, functionName: string, event: SegmentEvent): string {
  const slug = titleOf(event)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  for (let count = 1; ; count++) {
    const name = `kept-${slug}${count === 1 ? '' : `-${count}`}`
    if (!existsSync(path.join(root, 'fixtures', functionName, `${name}.json`))) return name
  }
}
