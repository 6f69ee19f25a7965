/** The part of OpenAPI 3 that a request is made of, after its references are resolved. */

export interface Schema {
  type?: string | string[]
  description?: string | undefined
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  example?: unknown
  examples?: unknown[]
  default?: unknown
  readOnly?: boolean
  allOf?: Schema[]
  oneOf?: Schema[]
  anyOf?: Schema[]
  additionalProperties?: unknown
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  required?: boolean
  description?: string
  schema?: Schema
}

export interface Operation {
  operationId?: string
  summary?: string
  description?: string
  externalDocs?: { url?: string }
  parameters?: Parameter[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  security?: Record<string, string[]>[]
}

type PathItem = Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', Operation>> & {
  parameters?: Parameter[]
}

export interface APIDocument {
  servers?: { url: string; variables?: Record<string, { default?: unknown }> }[]
  paths?: Record<string, PathItem | undefined>
  components?: {
    securitySchemes?: Record<
      string,
      { type: string; scheme?: string; in?: string; name?: string } | undefined
    >
  }
  security?: Record<string, string[]>[]
}
