/** Schemas as calls of `runtime/check.ts` and `runtime/rules.ts`, in the order in which AJV runs its keywords. */
import type { FormatDefinition } from 'ajv'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { FormatName } from 'ajv-formats/dist/formats.js'
import type { Schema } from '../types.ts'
import { literal, propertyKey } from './literal.ts'

/** ajv-formats' formats that are functions; the others are regular expressions or always pass. */
const formatFunctions: Record<string, string> = {
  'date-like': 'dateLike',
  date: 'date',
  time: 'time',
  'date-time': 'dateTime',
  uri: 'uri',
  byte: 'byte',
  regex: 'regex',
  int32: 'int32',
  int64: 'int64'
}

/**
 * @returns `checks`, an expression for each schema, and `shared`, statements that come before: checks without fields,
 *   such as that of any text, are written once
 */
export function emitChecks(schemas: Schema[]): { shared: string[]; checks: string[] } {
  const names = new Map<string, string>()
  const share = (code: string, type: string): string => {
    const known = names.get(code)
    if (known) return known
    const taken = new Set(names.values())
    let name = type
    // Letters, as numbers are what esbuild puts behind names, and `names.ts` takes off.
    for (let count = 1; taken.has(name); count++) name = `${type}_${letters(count)}`
    names.set(code, name)
    return name
  }
  const checks = schemas.map((schema) => emitCheck(schema, share))
  return { shared: [...names].map(([code, name]) => `const ${name} = ${code}`), checks }
}

/** b, c, … z, ba, …: 1 is b. */
const letters = (count: number): string =>
  (count >= 26 ? letters(Math.floor(count / 26)) : '') + String.fromCharCode(97 + (count % 26))

type Share = (code: string, name: string) => string

/** `$string`, `$email`, `$listOfString`: what the check is about, as a name. */
function nameOf({ type, format, items }: Schema): string {
  if (items)
    return `$listOf${nameOf(items)
      .slice(1)
      .replace(/^./, (first) => first.toUpperCase())}`
  const words = format ?? ([] as string[]).concat(type ?? 'value').join('-or-')
  return `$${words.replace(/\W+(.)/g, (_, first: string) => first.toUpperCase())}`
}

function emitCheck(schema: Schema, share: Share): string {
  const types = `[${([] as string[])
    .concat(schema.type ?? [])
    .map(emitType)
    .join(', ')}]`
  const rules = emitRules(schema, share)
  if (schema.items) {
    const code = `$check.list(${[emitCheck(schema.items, share), ...rules].join(', ')})`
    return schema.items.properties ? code : share(code, nameOf(schema))
  }
  if (schema.properties || schema.required || schema.additionalProperties === false) {
    const fields = Object.entries(schema.properties ?? {}).map(
      ([key, field]) => `${propertyKey(key)}: ${emitCheck(field, share)}`
    )
    // In parts of conditions, which have no say in what else there is, all keys stay.
    const isOpen = schema.additionalProperties !== false
    // AJV finds what every object inherits, so the quick way, which looks at own keys, is not for these.
    if (Object.keys(schema.properties ?? {}).some((key) => key in Object.prototype))
      rules.push('$check.inherits')
    const options = [types, `{\n${fields.join(',\n')}\n}`, literal(schema.required ?? []), isOpen, ...rules]
    return `$check.record(${options.join(', ')})`
  }
  return share(`$check.check(${[types, ...rules].join(', ')})`, nameOf(schema))
}

/** `null` is no name in JavaScript. */
const emitType = (type: string): string => `$check.${type === 'null' ? 'nothing' : type}`

/** AJV's order: numbers, texts, then what applies to every type. Fields and items come last, in the check itself. */
function emitRules(schema: Schema, share: Share): string[] {
  const rules: string[] = []
  if (schema.maximum !== undefined) rules.push(`$check.atMost(${literal(schema.maximum)})`)
  if (schema.minimum !== undefined) rules.push(`$check.atLeast(${literal(schema.minimum)})`)
  if (schema.maxLength !== undefined) rules.push(`$check.longest(${literal(schema.maxLength)})`)
  if (schema.minLength !== undefined) rules.push(`$check.shortest(${literal(schema.minLength)})`)
  if (schema.format !== undefined) rules.push(...emitFormat(schema.format))
  if (schema.const !== undefined) rules.push(`$check.is(${literal(schema.const)})`)
  if (schema.enum !== undefined) rules.push(`$check.oneOf(${literal(schema.enum)})`)
  if (schema.not) rules.push(`$check.not(${emitCheck(schema.not, share)})`)
  if (schema.anyOf) rules.push(`$check.any(${schema.anyOf.map((part) => emitCheck(part, share)).join(', ')})`)
  if (schema.allOf) rules.push(...emitAll(schema.allOf, share))
  if (schema.if && schema.then) {
    rules.push(`$check.when(${emitCheck(schema.if, share)}, ${emitCheck(schema.then, share)})`)
  }
  return rules
}

/** Conditions, each an `if`, are rules of the schema that holds them; inside an `if`, `allOf` is one rule. */
function emitAll(parts: Schema[], share: Share): string[] {
  if (parts.every((part) => part.if)) return parts.flatMap((part) => emitRules(part, share))
  return [`$check.all(${parts.map((part) => emitCheck(part, share)).join(', ')})`]
}

function emitFormat(name: string): string[] {
  if (Object.hasOwn(formatFunctions, name)) {
    const type = name === 'int32' || name === 'int64' ? ', "number"' : ''
    return [`$check.format(${literal(name)}, $formats.${formatFunctions[name]}${type})`]
  }
  const definition = Object.hasOwn(fullFormats, name) ? fullFormats[name as FormatName] : undefined
  const test = isDefinition(definition) ? definition.validate : definition
  if (test instanceof RegExp) return [`$check.format(${literal(name)}, ${String(test)})`]
  // `text`, `password`, `binary`, `float` and `double` say nothing about a value.
  return []
}

const isDefinition = (format: unknown): format is FormatDefinition<string> =>
  typeof format === 'object' && format !== null && 'validate' in format
