/**
 * What Segment's replies must look like, checked where they arrive, so that the rest can rely on it: whatever a server
 * answers is an answer, and never a TypeError somewhere else.
 */
import type { FunctionSetting } from '../compile/types.ts'
import { isObject } from '../runtime/author/text.ts'
import { printable } from './printable.ts'
import type {
  ApiErrorItem,
  FunctionItem,
  FunctionVersion,
  RemoteFunction,
  ResourceType,
  Workspace
} from './types.ts'

/** Thrown for a reply of another shape; the message says where: `functions[1].id is 5 instead of a text`. */
export class UnreadableReply extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnreadableReply'
  }
}

export interface Page<T> {
  items: T[]
  next: string | undefined
}

type Fields = Record<string, unknown>

/** Reads the `data` of replies. */
export interface ReplyReader {
  workspace: (data: unknown) => Workspace
  /** @param id - what was asked for; absent for a function that was just made */
  function: (data: unknown, id?: string) => RemoteFunction
  functions: (data: unknown) => Page<FunctionItem>
  version: (data: unknown) => FunctionVersion
  versions: (data: unknown) => Page<FunctionVersion>
  deployment: (data: unknown) => void
}

/** @param redact - takes secrets out of a text that may be printed; code is left as it is */
export function createReader(redact: (text: string) => string): ReplyReader {
  const short = (fields: Fields, key: string, place: string): string =>
    printable(redact(textAt(fields, key, place)))
  const optional = (fields: Fields, key: string, place: string): string | undefined =>
    fields[key] === undefined || fields[key] === null ? undefined : short(fields, key, place)
  const optionals = <K extends string>(
    fields: Fields,
    keys: K[],
    place: string
  ): Partial<Record<K, string>> =>
    Object.fromEntries(
      keys.flatMap((key) => {
        const text = optional(fields, key, place)
        return text === undefined ? [] : [[key, text]]
      })
    ) as Partial<Record<K, string>>

  const item = (value: unknown, place: string): FunctionItem => {
    const fields = fieldsOf(value, place)
    return {
      id: idAt(fields, place),
      resourceType: short(fields, 'resourceType', place) as ResourceType,
      displayName: short(fields, 'displayName', place),
      ...optionals(fields, ['description', 'logoUrl', 'createdAt', 'createdBy'], place)
    }
  }
  const setting = (value: unknown, place: string): FunctionSetting => {
    const fields = fieldsOf(value, place)
    return {
      name: short(fields, 'name', place),
      label: optional(fields, 'label', place) ?? '',
      description: optional(fields, 'description', place) ?? '',
      type: short(fields, 'type', place) as FunctionSetting['type'],
      // A reply may leave out what is false.
      required: flagAt(fields, 'required', place) ?? false,
      sensitive: flagAt(fields, 'sensitive', place) ?? false
    }
  }
  const version = (value: unknown, place: string): FunctionVersion => {
    const fields = fieldsOf(value, place)
    const isDeployed = flagAt(fields, 'isDeployed', place)
    return {
      id: idAt(fields, place),
      code: codeAt(fields, place),
      ...optionals(fields, ['author', 'createdAt', 'updatedAt', 'deployedAt'], place),
      ...(isDeployed !== undefined && { isDeployed })
    }
  }
  const page = <T>(data: unknown, key: string, read: (value: unknown, place: string) => T): Page<T> => {
    const fields = fieldsOf(data, 'data')
    const pagination = fields.pagination == null ? {} : fieldsOf(fields.pagination, 'pagination')
    const next = pagination.next == null ? undefined : textAt(pagination, 'next', 'pagination')
    return { items: listAt(fields, key).map((value, index) => read(value, `${key}[${index}]`)), next }
  }

  return {
    workspace: (data) => {
      const fields = fieldsOf(fieldsOf(data, 'data').workspace, 'workspace')
      return {
        slug: '',
        id: '',
        ...optionals(fields, ['id', 'slug'], 'workspace'),
        name: short(fields, 'name', 'workspace')
      }
    },
    function: (data, id) => {
      const value = fieldsOf(data, 'data').function
      const fields = fieldsOf(value, 'function')
      const read = item(value, 'function')
      if (id !== undefined && read.id !== id)
        throw new UnreadableReply(`function.id is ${shown(read.id)} instead of ${shown(id)}`)
      const isLatestVersion = flagAt(fields, 'isLatestVersion', 'function')
      return {
        ...read,
        code: codeAt(fields, 'function'),
        settings:
          fields.settings == null
            ? []
            : listAt(fields, 'settings').map((each, index) => setting(each, `settings[${index}]`)),
        deployedAt: optional(fields, 'deployedAt', 'function') ?? null,
        ...(isLatestVersion !== undefined && { isLatestVersion })
      }
    },
    functions: (data) => page(data, 'functions', item),
    version: (data) => version(fieldsOf(data, 'data').version, 'version'),
    versions: (data) => page(data, 'versions', version),
    deployment: (data) => {
      const status = textAt(
        fieldsOf(fieldsOf(data, 'data').functionDeployment, 'functionDeployment'),
        'status',
        'functionDeployment'
      )
      if (status !== 'SUCCESS') throw new UnreadableReply(`functionDeployment.status is ${shown(status)}`)
    }
  }
}

/**
 * @param body - of a reply
 * @returns what can be read of its `errors`; empty when there is none
 */
export function readErrors(body: unknown): ApiErrorItem[] {
  const errors = isObject(body) ? body.errors : undefined
  return (Array.isArray(errors) ? errors : []).filter(isObject).map(({ type, message, field, data }) => ({
    ...(typeof type === 'string' && { type }),
    ...(typeof message === 'string' && { message }),
    ...(typeof field === 'string' && { field }),
    ...(isObject(data) &&
      typeof data.msBeforeNext === 'number' && { data: { msBeforeNext: data.msBeforeNext } })
  }))
}

/**
 * Line ends mean nothing in JavaScript, not even inside a template: code that Segment gives back with other ones, or
 * with another number of empty lines at its end, is the same code.
 */
export const plainCode = (code: string): string => code.replace(/\r\n?/g, '\n').replace(/\n*$/, '\n')

function fieldsOf(value: unknown, place: string): Fields {
  if (isObject(value)) return value
  throw new UnreadableReply(`${place} is ${shown(value)} instead of an object`)
}

function listAt(fields: Fields, key: string): unknown[] {
  const value = fields[key]
  if (Array.isArray(value)) return value
  throw new UnreadableReply(`${key} is ${shown(value)} instead of a list`)
}

function textAt(fields: Fields, key: string, place: string): string {
  const value = fields[key]
  if (typeof value === 'string') return value
  throw new UnreadableReply(`${place}.${key} is ${shown(value)} instead of a text`)
}

function flagAt(fields: Fields, key: string, place: string): boolean | undefined {
  const value = fields[key] ?? undefined
  if (value === undefined || typeof value === 'boolean') return value
  throw new UnreadableReply(`${place}.${key} is ${shown(value)} instead of true or false`)
}

/** Ids go into addresses and into segment.config.json; all that Segment documents are letters, digits and `_`. */
function idAt(fields: Fields, place: string): string {
  const id = textAt(fields, 'id', place)
  if (/^[\w-]{1,100}$/.test(id)) return id
  throw new UnreadableReply(`${place}.id is ${shown(id)}, which is no id`)
}

const codeAt = (fields: Fields, place: string): string => plainCode(textAt(fields, 'code', place))

/** Whole: whoever prints it takes secrets out before it cuts. */
const shown = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value))
