/** An operation of an OpenAPI 3 document as the request of an action. https://spec.openapis.org/oas/v3.1.0 */
import { basename } from 'node:path'
import { parse, dereference } from '@readme/openapi-parser'
import type { APIDocument } from './openapi-types.ts'
import { isObject } from '../runtime/author/text.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { requireSome } from './body-fields.ts'
import { pathWithKeys, splitAddress } from './from-curl.ts'
import type { RequestPlan } from './from-curl.ts'
import { camel } from './names.ts'
import type { Auth, Call } from './plan.ts'
import { callOf, contentOf, fieldsOfSchema } from './openapi-fields.ts'
import type { Operation } from './openapi-types.ts'

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

type FromOpenApi = RequestPlan & { call: Call; name: string; title: string; summary?: string; page?: string }

/**
 * @param absolute - the path of the document, JSON or YAML; what it refers to elsewhere is not read
 * @param operationId - of the operation; may be left out where the document has but one
 * @param call - what the action is made for, when that was said
 * @param url - an address to use instead of the document's server
 * @throws {UserError} `file` for a document that cannot be read, `usage` for an operation that it does not have
 */
export async function requestFromOpenApi(
  absolute: string,
  operationId: string | undefined,
  call: Call | undefined,
  url: string | undefined
): Promise<FromOpenApi> {
  const file = basename(absolute)
  const document = await readDocument(absolute)
  const { path, method, operation, shared } = findOperation(document, operationId)
  refuseElsewhere(file, [operation, shared])
  const parameters = [...shared, ...(operation.parameters ?? [])]
  const content = contentOf(operation)
  const chosen = call ?? callOf(content?.schema)
  const server = serverOf(file, document, url)
  const auth = authOf(document, operation)
  const keys = new Set<string>()
  const given = parameters.filter(
    ({ in: place, name }) =>
      place === 'path' || (place === 'query' && !(auth.kind === 'query' && auth.name === name))
  )
  const fields = [
    ...given.flatMap(({ in: place, name, required, schema, description }) =>
      fieldsOfSchema(
        {
          type: 'object',
          properties: { [name]: { ...schema, description: description ?? schema?.description } },
          ...(required && { required: [name] })
        },
        place === 'path' ? 'path' : 'query',
        chosen,
        keys
      )
    ),
    ...(content ? fieldsOfSchema(content.schema, 'body', chosen, keys) : [])
  ]
  const missing = [...path.matchAll(/\{([^}]+)\}/g)].find(
    ([, name]) => !fields.some(({ to }) => to.part === 'path' && to.at[0] === name)
  )
  if (missing)
    throw new UserError(
      'file',
      `${file}: the path ${path} has the parameter ${missing[0]}, which the operation does not describe.`,
      'Add it to the operation, with "in": "path".'
    )
  return {
    call: chosen,
    name: camel(operation.operationId ?? `${method} ${path}`) || 'callVendor',
    title: sentenceOf(operation, method, path),
    ...(operation.description && { summary: firstSentence(operation.description) }),
    ...(operation.externalDocs?.url && { page: operation.externalDocs.url }),
    address: server.address,
    method: method.toUpperCase(),
    path: pathWithKeys(`${server.path.replace(/\/$/, '')}${path}`, fields),
    query: {},
    headers: {},
    body: content?.body ?? 'none',
    ...(content?.list && { list: true as const }),
    fields: fields.some(({ required }) => required) ? fields : requireSome(fields),
    auth
  }
}

async function readDocument(absolute: string): Promise<APIDocument> {
  const file = basename(absolute)
  try {
    const parsed: unknown = await parse(absolute)
    checkVersion(parsed, file)
    return (await dereference(absolute, {
      dereference: { circular: true },
      resolve: { external: false }
    })) as unknown as APIDocument
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const [reason] = String((cause as Error).message ?? cause)
      .replaceAll(absolute, file)
      // Of a text without any structure; the schema of a document is not what is meant.
      .replace(/^.* is not a valid JSON Schema$/, 'it holds neither an object of JSON nor one of YAML')
      .split('\n')
    throw new UserError(
      'file',
      `${file} cannot be read as an OpenAPI document: ${reason}`,
      'Give a document in JSON or YAML that an OpenAPI editor takes.',
      { cause }
    )
  }
}

/** What stays a reference is in another file, or at an address; nothing is fetched, and no file read that nobody named. */
function refuseElsewhere(file: string, parts: unknown): void {
  const seen = new Set<unknown>()
  const visit = (value: unknown): string | undefined => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return undefined
    // A schema may contain itself.
    seen.add(value)
    const { $ref: reference } = value as { $ref?: unknown }
    if (typeof reference === 'string' && !reference.startsWith('#')) return reference
    for (const member of Object.values(value)) {
      const found = visit(member)
      if (found !== undefined) return found
    }
    return undefined
  }
  const reference = visit(parts)
  if (reference === undefined) return
  throw new UserError(
    'file',
    `${file} refers to ${reference}, which is not read.`,
    'Make one document of all first: npx @redocly/cli bundle.'
  )
}

function checkVersion(document: unknown, file: string): void {
  const { openapi, swagger } = (isObject(document) ? document : {}) as Record<string, unknown>
  if (swagger !== undefined)
    throw new UserError(
      'file',
      `${file} is of version ${String(swagger)} (Swagger); version 3 is needed.`,
      'Convert it first, at editor.swagger.io for example: Edit, Convert to OpenAPI 3.'
    )
  if (!/^3\./.test(String(openapi)))
    throw new UserError(
      'file',
      `${file} is no OpenAPI 3 document: it has no "openapi: 3…".`,
      'Give the document that describes the API of the vendor.'
    )
}

function findOperation({ paths = {} }: APIDocument, wanted: string | undefined) {
  const all = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item?.[method]
      return operation
        ? [
            {
              path,
              method,
              operation,
              shared: item.parameters ?? [],
              id: operation.operationId ?? `${method} ${path}`
            }
          ]
        : []
    })
  )
  const ids = all.map(({ id }) => id)
  if (wanted === undefined) {
    if (all.length === 1) return all[0]!
    throw new UserError(
      'usage',
      `The document has ${all.length} operations, and none was chosen.`,
      all.length === 0
        ? 'Give a document with paths.'
        : `Add --operation with one of: ${ids.slice(0, 20).join(', ')}${ids.length > 20 ? ', …' : ''}.`
    )
  }
  const found = all.find(({ id }) => id === wanted)
  if (!found)
    throw new UserError(
      'usage',
      `The document has no operation "${wanted}".`,
      suggestion(wanted, ids.slice(0, 200))
    )
  return found
}

function serverOf(
  file: string,
  { servers = [] }: APIDocument,
  url: string | undefined
): { address: string; path: string } {
  const server = servers[0]
  const address =
    url ??
    server?.url.replaceAll(/\{([^}]+)\}/g, (whole, name: string) =>
      String(server.variables?.[name]?.default ?? whole)
    )
  if (address === undefined || !/^https?:\/\//.test(address) || !URL.canParse(address))
    throw new UserError(
      'usage',
      `${file} does not say at which address the API is${address ? ` ("${address}")` : ''}.`,
      'Give it with --url https://….'
    )
  return splitAddress(address)
}

function authOf({ components, security = [] }: APIDocument, operation: Operation): Auth {
  const wanted = operation.security ?? security
  const schemes = wanted.flatMap((one) => Object.keys(one)).map((name) => components?.securitySchemes?.[name])
  for (const scheme of schemes) {
    if (scheme?.type === 'http' && scheme.scheme?.toLowerCase() === 'basic') return { kind: 'basic' }
    if (scheme?.type === 'http' || scheme?.type === 'oauth2' || scheme?.type === 'openIdConnect')
      return { kind: 'bearer' }
    if (scheme?.type === 'apiKey' && scheme.name !== undefined) {
      if (scheme.in === 'query') return { kind: 'query', name: scheme.name }
      if (scheme.in === 'header') return { kind: 'header', name: scheme.name }
    }
  }
  return { kind: 'none' }
}

const sentenceOf = ({ summary, operationId }: Operation, method: string, path: string): string =>
  (summary ?? operationId ?? `${method.toUpperCase()} ${path}`).trim().replace(/\.$/, '').slice(0, 80)

const firstSentence = (text: string): string =>
  text
    .trim()
    .split(/(?<=\.)\s|\n/)[0]!
    .slice(0, 300)
