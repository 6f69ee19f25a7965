/**
 * A strict reader of FQL, the language of subscriptions. It takes what Segment documents and writes down what stands
 * there, so that `condition.ts` can tell when the reference parser understood something else: that one drops what it
 * does not know, ends a group at the first closing parenthesis, and gives a level with `and` and `or` one of the two.
 */

import type { Comparison, Condition, Group } from '../types.ts'

/** Says what the reader expected; the message continues a sentence that begins with the condition. */
export class FqlError extends Error {}

interface Token {
  kind: 'word' | 'text' | 'number' | 'sign' | 'end'
  /** A text without its quotes, a word without its escapes. */
  value: string
  at: number
}

const fields: Record<string, Comparison['type']> = {
  type: 'event-type',
  event: 'event',
  name: 'name',
  userId: 'userId',
  properties: 'event-property',
  traits: 'event-trait',
  context: 'event-context'
}

const tokenPattern =
  /[ \t\n]*(?:"([^"]*)"|'([^']*)'|((?:\\.|[A-Za-z_])(?:\\.|[\w-])*(?:\.(?:\\.|[A-Za-z_])(?:\\.|[\w-])*)*)|([+-]?\d+(?:\.\d+)?)(?=[ \t\n,)]|$)|(!=|<=|>=|[=<>!(),]))/suy

/** Reads a whole condition. */
export function readFql(fql: string): Group {
  const tokens = tokenize(fql)
  let next = 0
  const peek = (): Token => tokens[next]!
  const take = (): Token => tokens[next++]!

  const fail = (expected: string): never => {
    const { kind, value, at } = peek()
    throw new FqlError(
      `has ${kind === 'end' ? 'nothing more' : JSON.stringify(value)} at character ${at + 1} where ${expected} was expected`
    )
  }
  const takeSign = (sign: string): void => {
    if (peek().kind !== 'sign' || peek().value !== sign) fail(`"${sign}"`)
    next++
  }

  const readLevel = (): Condition => {
    const children = [readCondition()]
    const operators = new Set<'and' | 'or'>()
    // Presets of Segment's own write AND, which the reference parser passes over: it joins conditions by "and" anyway.
    while (peek().kind === 'word' && /^(and|or|AND|OR)$/.test(peek().value)) {
      operators.add(take().value.toLowerCase() as 'and' | 'or')
      children.push(readCondition())
    }
    if (operators.size > 1) throw new FqlError('mixes "and" with "or" without parentheses')
    if (children.length === 1) return children[0]!
    return { type: 'group', operator: [...operators][0]!, children }
  }

  const readCondition = (): Condition => {
    const token = peek()
    if (token.kind === 'sign' && token.value === '(') {
      next++
      const condition = readLevel()
      takeSign(')')
      return condition
    }
    if (token.kind === 'sign' && token.value === '!') {
      next++
      if (peek().kind !== 'word' || (peek().value !== 'contains' && peek().value !== 'match')) {
        fail('"contains(" or "match(", the only things that "!" can stand before,')
      }
      return readFunction(take().value, 'not_')
    }
    if (token.kind !== 'word') return fail('a condition')
    if (token.value === 'contains' || token.value === 'match') return readFunction(take().value, '')
    return readComparison()
  }

  const readField = (): Pick<Comparison, 'type' | 'name'> => {
    const token = peek()
    const [first, ...path] = token.kind === 'word' ? token.value.split('.') : []
    const type = Object.hasOwn(fields, first ?? '') ? fields[first!]! : undefined
    const below = type?.startsWith('event-') && type !== 'event-type'
    if (!type || (below ? path.length === 0 : path.length > 0)) {
      return fail('type, event, name, userId, properties.…, traits.… or context.…')
    }
    next++
    if (!below) return { type }
    const name = path.join('.')
    // The reference evaluator takes the rest apart at these, and ends with a TypeError when nothing is left.
    if (!/[^[.\]]/.test(name)) throw new FqlError(`has a path without a key, ${JSON.stringify(token.value)}`)
    return { type, name }
  }

  const readComparison = (): Comparison => {
    const field = readField()
    const isText = field.name === undefined
    const operator = peek()
    if (operator.kind !== 'sign' || !['=', '!=', '<', '<=', '>', '>='].includes(operator.value)) {
      return fail('=, !=, <, <=, > or >=')
    }
    next++
    const equality = operator.value === '=' || operator.value === '!='
    const value = peek()
    if (isText && !equality) throw new FqlError('compares a text by size; <, <=, > and >= take numbers only')
    if (value.kind === 'number') {
      if (isText) throw new FqlError(`compares a text with the number ${value.value}; put it in quotes`)
      next++
      const numeric = operator.value === '=' ? 'number_equals' : 'number_not_equals'
      const size = operator.value as '<' | '<=' | '>' | '>='
      return { ...field, operator: equality ? numeric : size, value: Number(value.value) }
    }
    if (!equality) return fail('a number')
    if (value.kind === 'text') {
      next++
      return { ...field, operator: operator.value as '=' | '!=', value: value.value }
    }
    if (
      value.kind === 'word' &&
      value.value === 'null' &&
      field.type !== 'event' &&
      field.type !== 'event-type'
    ) {
      next++
      return { ...field, operator: operator.value === '=' ? 'not_exists' : 'exists' }
    }
    if (value.kind === 'word' && ['true', 'false'].includes(value.value) && operator.value === '=') {
      if (isText && field.type !== 'userId') return fail('a text in quotes')
      next++
      return { ...field, operator: value.value === 'true' ? 'is_true' : 'is_false' }
    }
    // Without quotes too, as in `type = track`.
    if (value.kind === 'word' && field.type === 'event-type') {
      next++
      return { ...field, operator: operator.value as '=' | '!=', value: value.value }
    }
    return fail(operator.value === '=' ? 'a value' : 'a text, a number or null')
  }

  const readFunction = (name: string, negation: '' | 'not_'): Comparison => {
    takeSign('(')
    const field = readField()
    if (field.type === 'event-type') throw new FqlError(`calls ${name}() with type, which it cannot take`)
    takeSign(',')
    const token = peek()
    if (token.kind !== 'text') return fail('a text in quotes')
    next++
    takeSign(')')
    if (name === 'contains') return { ...field, operator: `${negation}contains`, value: token.value }
    const pattern = token.value
    const plain = pattern.endsWith('*') ? pattern.slice(0, -1) : pattern.slice(1)
    if (!/^\*|\*$/.test(pattern) || /[*?[\]\\]/.test(plain)) {
      throw new FqlError(
        `has the pattern ${JSON.stringify(pattern)}; only one "*", at the start or at the end, is understood`
      )
    }
    const operator = pattern.endsWith('*') ? 'starts_with' : 'ends_with'
    return { ...field, operator: `${negation}${operator}`, value: plain }
  }

  const condition = readLevel()
  if (peek().kind !== 'end') fail('"and", "or" or the end')
  return condition.type === 'group' ? condition : { type: 'group', operator: 'and', children: [condition] }
}

function tokenize(fql: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (fql.slice(at).trim() !== '') {
    tokenPattern.lastIndex = at
    const match = tokenPattern.exec(fql)
    if (!match)
      throw new FqlError(`cannot be read from ${JSON.stringify(fql.slice(at).trim().slice(0, 20))} on`)
    const [whole, double, single, word, number, sign] = match
    if (single !== undefined)
      throw new FqlError('has a text in single quotes, which would count as part of it')
    if (/\\\./.test(word ?? ''))
      throw new FqlError('has a key with a dot in it, which would be taken as two keys')
    const value = double ?? word?.replace(/\\(.)/gsu, '$1') ?? number ?? sign!
    const kind =
      double !== undefined ? 'text' : word !== undefined ? 'word' : number !== undefined ? 'number' : 'sign'
    tokens.push({ kind, value, at: at + whole.search(/[^ \t\n]/) })
    at += whole.length
  }
  return [...tokens, { kind: 'end', value: '', at: fql.length }]
}
