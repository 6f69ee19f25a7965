/** From what somebody wishes for (flags, answers, a curl command, an OpenAPI document) to the plan of an action. */
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { requireSome, separatePlaces } from './body-fields.ts'
import { defaultActions } from './default-fields.ts'
import { pathWithKeys, requestFromCurl, splitAddress } from './from-curl.ts'
import type { RequestPlan } from './from-curl.ts'
import { fieldOf } from './body-fields.ts'
import { authKinds, calls } from './plan.ts'
import type { ActionPlan, Auth, Call, FieldPlan } from './plan.ts'

/** What was said on the command line or at the terminal; everything may be left out. */
export interface Wishes {
  title?: string | undefined
  /** The vendor's address, or that of the call: `https://api.acme.com/v1/contacts`. */
  url?: string | undefined
  auth?: string | undefined
  call?: string | undefined
  event?: string | undefined
  batch?: boolean | undefined
  /** A curl command. */
  curl?: string | undefined
  /** The absolute path of an OpenAPI document. */
  openapi?: string | undefined
  /** An operation of it. */
  operation?: string | undefined
}

export interface Planned {
  action: ActionPlan
  address: string
  auth: Auth
}

/**
 * @param slug - of the destination
 * @param name - of the action, when it is known
 * @throws {UserError} `usage` for wishes that cannot be had
 */
export async function planAction(slug: string, wishes: Wishes, name?: string): Promise<Planned> {
  const call = oneOf('--call', wishes.call, calls)
  const authKind = oneOf('--auth', wishes.auth, authKinds)
  if (wishes.curl !== undefined && wishes.openapi !== undefined)
    throw new UserError(
      'usage',
      '--from-curl and --from-openapi are two ways to say one thing.',
      'Give one of them.'
    )
  if (wishes.operation !== undefined && wishes.openapi === undefined)
    throw new UserError(
      'usage',
      '--operation names an operation of an OpenAPI document.',
      'Add --from-openapi FILE.'
    )
  const found = await requestOf(slug, wishes, call)
  const event = eventOf(wishes.event, found.call)
  const auth = authKind === undefined || authKind === found.auth.kind ? found.auth : authOf(authKind)
  const fallback = defaultActions[found.call]
  const action: ActionPlan = {
    ...found,
    name: name ?? found.name ?? fallback.name,
    title: found.title ?? fallback.title,
    summary:
      `${found.summary ?? `${found.title ?? fallback.title}, once for every ${found.call} call that its preset takes`}.`.replace(
        /\.\.$/,
        '.'
      ),
    page: found.page ?? found.address,
    ...(event !== undefined && { event }),
    fields: separatePlaces(found.fields, found.call),
    batch: wishes.batch ?? false
  }
  checkBatch(action)
  return { action, address: found.address, auth }
}

interface Found extends RequestPlan {
  call: Call
  name?: string
  title?: string
  summary?: string
  page?: string
}

async function requestOf(slug: string, wishes: Wishes, call: Call | undefined): Promise<Found> {
  if (wishes.curl !== undefined) return notEmpty(requestFromCurl(wishes.curl, call))
  if (wishes.openapi !== undefined) {
    const { requestFromOpenApi } = await import('./from-openapi.ts')
    return notEmpty(await requestFromOpenApi(wishes.openapi, wishes.operation, call, wishes.url))
  }
  const chosen = call ?? 'track'
  const { path, fields } = defaultActions[chosen]
  const written = splitAddress(checkedAddress(wishes.url ?? `https://api.${slug}.example`))
  const keys = new Set(fields.map(({ key }) => key))
  const parameters = written.parameters.map((name) =>
    fieldOf({ at: [name], value: `${name}_1` }, 'path', chosen, keys)
  )
  return {
    call: chosen,
    address: written.address,
    method: 'POST',
    path: /^\/?$/.test(written.path) ? path : pathWithKeys(written.path, parameters),
    query: written.query,
    headers: {},
    body: 'json',
    fields: requireSome([...parameters, ...fields]),
    auth: { kind: 'bearer' }
  }
}

/** A request in which nothing of an event stands would be the same each time. */
function notEmpty(found: Found): Found {
  if (found.fields.length > 0) return found
  throw new UserError(
    'usage',
    'The request has nothing that an event could fill in: no body, no parameter in its address.',
    'Give one with an example body, or mark what changes in the address: /contacts/{id}.'
  )
}

function checkedAddress(url: string): string {
  const plain = url.replaceAll(/[{}<>[\]]/g, '')
  if (/^https?:\/\//i.test(url) && URL.canParse(plain)) {
    const { username, password } = new URL(plain)
    if (username === '' && password === '') return url
    throw new UserError(
      'usage',
      '--url has a user or a password in it, which would stand in the code.',
      'Leave them out, and give --auth basic.'
    )
  }
  throw new UserError(
    'usage',
    `--url is "${url}", which is no web address.`,
    'Give one that begins with https://.'
  )
}

function eventOf(event: string | undefined, call: Call): string | undefined {
  if (event === undefined || event.trim() === '') return undefined
  if (call !== 'track')
    throw new UserError(
      'usage',
      `--event names a track call, and the action is made for ${call} calls.`,
      'Leave --event out, or give --call track.'
    )
  // FQL has no escapes within quotes.
  if (event.includes('"'))
    throw new UserError(
      'usage',
      `--event has a double quote, which a condition cannot hold.`,
      'Leave --event out, and write the condition by hand.'
    )
  return event.trim()
}

function authOf(kind: (typeof authKinds)[number]): Auth {
  if (kind === 'header') return { kind, name: 'X-API-Key' }
  if (kind === 'query') return { kind, name: 'api_key' }
  return { kind }
}

function checkBatch({ batch, body, path, fields }: ActionPlan): void {
  if (!batch) return
  const outside = fields.find(({ to }: FieldPlan) => to.part !== 'body')
  if (body === 'json' && !path.includes('{') && !outside) return
  throw new UserError(
    'usage',
    `--batch sends many events in one JSON body, and ${outside ? `"${outside.key}" stands in the address` : 'the request has none'}.`,
    'Leave --batch out, or give an address that takes many at once.'
  )
}

function oneOf<T extends string>(
  flag: string,
  value: string | undefined,
  known: readonly T[]
): T | undefined {
  if (value === undefined) return undefined
  const found = known.find((one) => one === value)
  if (found === undefined)
    throw new UserError(
      'usage',
      `${flag} is "${value}". ${suggestion(value, [...known])}`,
      `It is one of ${known.join(', ')}.`
    )
  return found
}
