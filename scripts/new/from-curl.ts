/** A curl command as the request of an action: method, address, authentication, and fields of what it sends. */
import { isObject } from '../runtime/author/text.ts'
import { UserError } from '../shared/errors.ts'
import { fieldOf, leavesOf, requireSome } from './body-fields.ts'
import type { Leaf } from './body-fields.ts'
import { readCurl } from './curl.ts'
import type { CurlRequest } from './curl.ts'
import type { ActionPlan, Auth, Call, FieldPlan, Json } from './plan.ts'

export type RequestPlan = Pick<
  ActionPlan,
  'method' | 'path' | 'query' | 'headers' | 'body' | 'list' | 'fields'
> & {
  /** Scheme and host. */
  address: string
  auth: Auth
}

/** Headers that the request client sets, or that mean nothing to a vendor. */
const clientHeaders = [
  'content-type',
  'content-length',
  'accept',
  'user-agent',
  'host',
  'connection',
  'accept-encoding',
  'authorization',
  'cookie',
  'cache-control',
  'postman-token',
  'origin',
  'referer'
]
const secretName = /(^|[-_])(api[-_]?key|key|access|auth|secret|token|password)([-_]|$)/i

/**
 * @param command - a curl command
 * @param call - what the action is made for, when that was said
 * @throws {UserError} `usage` for what cannot be read, or does not fit an action
 */
export function requestFromCurl(command: string, call: Call | undefined): RequestPlan & { call: Call } {
  const curl = readCurl(command)
  const url = splitAddress(curl.url)
  const { body, list, leaves } = bodyOf(curl)
  const auth = authOf(curl, url.query, leaves)
  const chosen = call ?? likelyCall(leaves)
  const keys = new Set<string>()
  const query = Object.entries(url.query).filter(([name]) => !(auth.kind === 'query' && auth.name === name))
  const part = curl.get ? 'query' : 'body'
  const fields: FieldPlan[] = [
    ...url.parameters.map((name) => fieldOf({ at: [name], value: `${name}_1` }, 'path', chosen, keys)),
    ...leaves
      .filter(({ at }) => !(auth.kind === part && at[0] === auth.name))
      .map((leaf) => fieldOf(leaf, part, chosen, keys))
  ]
  return {
    call: chosen,
    address: url.address,
    method: curl.method,
    path: pathWithKeys(url.path, fields),
    query: Object.fromEntries(query),
    headers: fixedHeaders(curl, auth),
    body: curl.get ? 'none' : body,
    ...(list && { list }),
    fields: requireSome(fields),
    auth
  }
}

/**
 * @param address - with parameters as vendors write them: `/contacts/{id}`, `/contacts/:id`, `/contacts/<id>`
 * @returns `path` has `{id}` for each
 */
export function splitAddress(address: string) {
  const [, origin = '', rest = ''] = /^([a-z]+:\/\/[^/?#]*)([^#]*)/i.exec(address)!
  const [path = '', search = ''] = rest.split(/\?(.*)/s)
  const parameters: string[] = []
  const segments = path.split('/').map((segment) => {
    const found = /^(?:\{+([^{}]+)\}+|:([A-Za-z]\w*)|<([^<>]+)>|\[([^[\]]+)\])$/.exec(decode(segment))
    const name = found?.slice(1).find((one) => one !== undefined)
    if (name === undefined) return encodeURI(decode(segment))
    parameters.push(name)
    return `{${name}}`
  })
  return {
    address: origin,
    path: segments.join('/'),
    parameters,
    query: Object.fromEntries(new URLSearchParams(search))
  }
}

const decode = (text: string): string => {
  try {
    return decodeURI(text)
  } catch {
    return text
  }
}

/** Parameters are called by the keys of their fields from here on. */
export const pathWithKeys = (path: string, fields: FieldPlan[]): string =>
  path.replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => {
    const field = fields.find(({ to }) => to.part === 'path' && to.at[0] === name)!
    return `{${field.key}}`
  })

/** A key as a value of its own; `event_key` or `token_count` are none. */
const keyName =
  /^(api[-_]?key|api[-_]?token|(client|api)?[-_]?secret|secret[-_]?key|(access|auth)?[-_]?token|password)$/i

function authOf({ headers, user, get }: CurlRequest, query: Record<string, string>, leaves: Leaf[]): Auth {
  if (user !== undefined) return { kind: 'basic' }
  const authorization = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1]
  if (authorization !== undefined) {
    const scheme = /^(\S+)\s+\S/.exec(authorization)?.[1]
    if (scheme?.toLowerCase() === 'bearer') return { kind: 'bearer' }
    if (scheme?.toLowerCase() === 'basic') return { kind: 'basic' }
    return { kind: 'header', name: 'Authorization', ...(scheme !== undefined && { prefix: `${scheme} ` }) }
  }
  const header = headers.find(([name]) => secretName.test(name))
  if (header) return { kind: 'header', name: header[0] }
  const parameter = Object.keys(query).find((name) => keyName.test(name))
  if (parameter !== undefined) return { kind: 'query', name: parameter }
  const leaf = leaves.find(({ at }) => at.length === 1 && keyName.test(at[0]!))
  return leaf ? { kind: get ? 'query' : 'body', name: leaf.at[0]! } : { kind: 'none' }
}

const fixedHeaders = ({ headers }: CurlRequest, auth: Auth): Record<string, string> =>
  Object.fromEntries(
    headers.filter(
      ([name]) =>
        !clientHeaders.includes(name.toLowerCase()) &&
        !secretName.test(name) &&
        !(auth.kind === 'header' && auth.name === name)
    )
  )

function bodyOf({ data, headers, json, get }: CurlRequest): {
  body: 'json' | 'form' | 'none'
  list?: true
  leaves: Leaf[]
} {
  if (data === undefined) return { body: 'none', leaves: [] }
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (!get && (json || /json/i.test(type) || /^\s*[{[]/.test(data))) {
    const value = parse(data)
    const object = Array.isArray(value) ? value[0] : value
    if (!isObject(object))
      throw new UserError(
        'usage',
        'The body of the curl command is JSON, but neither an object nor a list of objects.',
        'Give an example with names and values.'
      )
    return {
      body: 'json',
      ...(Array.isArray(value) && { list: true as const }),
      leaves: leavesOf(object as Record<string, Json>)
    }
  }
  if (/xml|multipart|text\/plain/i.test(type))
    throw new UserError(
      'usage',
      `The body of the curl command is of the type ${type}, for which no fields can be made.`,
      'Choose a call that takes JSON or a form.'
    )
  return {
    body: 'form',
    leaves: [...new Map(new URLSearchParams(data))].map(([name, value]) => ({ at: [name], value }))
  }
}

function parse(data: string): Json {
  try {
    return JSON.parse(data) as Json
  } catch (cause) {
    throw new UserError(
      'usage',
      `The body of the curl command is not JSON: ${(cause as Error).message}.`,
      'Mend it, and put single quotes around it, as a shell takes out double quotes.',
      { cause }
    )
  }
}

/** What was bought or done is tracked; who somebody is, identified. */
function likelyCall(leaves: Leaf[]): Call {
  const names = leaves.map(({ at }) => at.at(-1)!.toLowerCase())
  if (names.some((name) => /event|amount|revenue|price|total|order|currency/.test(name))) return 'track'
  return names.some((name) => /e-?mail|first_?name|last_?name|phone|traits/.test(name)) ? 'identify' : 'track'
}
