/**
 * Holds a request against a contract file: `endpoints` says which requests there are, `definitions` what their bodies
 * look like.
 */
import { Ajv } from 'ajv'
import { default as addFormats } from 'ajv-formats'

/** A request as a fixture writes it; nothing of the product is imported, as this judges what the product sends. */
export interface ContractRequest {
  method: string
  url: string
  headers?: Record<string, string>
  withoutHeaders?: string[]
  json?: unknown
  form?: Record<string, string>
  text?: string
}

interface Endpoint {
  method: string
  /** A regular expression for the whole address, query included. */
  url: string
  body: 'json' | 'form' | 'text' | 'none'
  /** Headers the request must have; the values are regular expressions, the names in any case. */
  headers?: Record<string, string>
  /** What the body must satisfy; a form is an object of texts, a text itself. */
  schema?: { $ref: string }
}

export interface ContractFile {
  endpoints: Endpoint[]
  definitions?: Record<string, object>
}

/** `named`: the request may have more headers than it names, as in a fixture; `all`: it has no others. */
export type Headers = 'named' | 'all'

const bodies = ['json', 'form', 'text'] as const

/**
 * @param contract - the parsed `<vendor>.schema.json`
 * @returns a check that answers with everything that is wrong with a request: nothing, when it keeps the contract
 */
export function openContract(
  contract: ContractFile
): (request: ContractRequest, headers: Headers) => string[] {
  const ajv = addFormats(new Ajv({ allErrors: true, strict: false }))
  // Some vendors limit the characters of an object's JSON text, which no keyword of JSON Schema counts.
  ajv.addKeyword({
    keyword: 'maxJsonLength',
    validate: (limit: number, value: unknown) => JSON.stringify(value).length <= limit
  })
  ajv.addSchema({ $id: 'contract', definitions: contract.definitions ?? {} })
  const endpoints = contract.endpoints.map((endpoint) => ({
    ...endpoint,
    url: new RegExp(`^(?:${endpoint.url})$`),
    validate: endpoint.schema && ajv.compile({ $ref: `contract${endpoint.schema.$ref}` })
  }))

  return (request, headers) => {
    const name = `${request.method} ${request.url}`
    const found = endpoints.filter(({ method, url }) => method === request.method && url.test(request.url))
    if (found.length !== 1) return [`${name}: ${found.length} endpoints match, not one`]
    const endpoint = found[0]!
    const problems = headerProblems(endpoint.headers, request, headers)
    const body = endpoint.body === 'json' ? withJson(request) : request
    const given = bodies.filter((kind) => body[kind] !== undefined)
    if (given.join() !== (endpoint.body === 'none' ? '' : endpoint.body))
      problems.push(`has a body of ${given.join(' and ') || 'nothing'}, not ${endpoint.body}`)
    else if (endpoint.body !== 'none' && endpoint.validate && !endpoint.validate(body[endpoint.body]))
      problems.push(ajv.errorsText(endpoint.validate.errors, { dataVar: 'body' }))
    return problems.map((problem) => `${name}: ${problem}`)
  }
}

/** Where a signature covers the bytes, a fixture writes a JSON body as text. */
function withJson({ json, form, text }: ContractRequest): Pick<ContractRequest, (typeof bodies)[number]> {
  if (text === undefined) return { json, form }
  try {
    return { json: JSON.parse(text) as unknown }
  } catch {
    return { text }
  }
}

function headerProblems(
  patterns: Endpoint['headers'] = {},
  request: ContractRequest,
  headers: Headers
): string[] {
  const given = new Map(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  )
  const absent = (request.withoutHeaders ?? []).map((name) => name.toLowerCase())
  return Object.entries(patterns).flatMap(([name, pattern]) => {
    const value = given.get(name.toLowerCase())
    if (value === undefined)
      return headers === 'all' || absent.includes(name.toLowerCase()) ? [`has no header ${name}`] : []
    return new RegExp(pattern).test(value) ? [] : [`has a header ${name} that does not match ${pattern}`]
  })
}
