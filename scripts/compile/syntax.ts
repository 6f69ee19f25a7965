/**
 * The syntax of a bundle, read once for all who look something up in it: names that may become clearer, globals that
 * Functions lack, hosts. A bundle is plain JavaScript, so acorn reads it, in a tenth of TypeScript's time.
 */
import {
  parse,
  type AnyNode,
  type ClassBody,
  type Comment,
  type Identifier,
  type Node,
  type Pattern,
  type Program
} from 'acorn'
import { fullAncestor } from 'acorn-walk'

/** Where a name is declared, and within what it means that. */
export interface Declaration {
  identifier: Identifier
  scope: Node
}

export interface Syntax {
  code: string
  tree: Program
  /** Those that mean a variable, in the order of the text; names of members and labels are none. */
  identifiers: Identifier[]
  /** Outer ones first. */
  declarations: Declaration[]
  /** Of `{ a }`, which names a member and a variable at once. */
  shorthands: Set<Identifier>
  /** Of `{ a: b }`, the member that the variable is the value of. */
  members: Map<Identifier, Identifier>
  /** What texts say, of templates their head. */
  texts: string[]
  comments: Comment[]
  classes: ClassBody[]
}

/**
 * @param ancestors - of a node, the node itself last
 * @returns whether the module goes on when the node throws
 */
export const isTried = (ancestors: Node[]): boolean =>
  ancestors.some(
    (around) =>
      around.type === 'TryStatement' &&
      'handler' in around &&
      around.handler !== null &&
      'block' in around &&
      ancestors.includes(around.block as Node)
  )

/** @param code - a bundle in one script */
export function readSyntax(code: string): Syntax {
  const comments: Comment[] = []
  const tree = parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    ranges: true,
    onComment: comments
  })
  const identifiers: Identifier[] = []
  const declarations: Declaration[] = []
  const shorthands = new Set<Identifier>()
  const members = new Map<Identifier, Identifier>()
  const texts: string[] = []
  const classes: ClassBody[] = []
  fullAncestor(tree, (node, _, ancestors) => {
    if (isIdentifier(node)) identifiers.push(node)
    else if (is(node, 'Literal')) {
      if (typeof node.value === 'string') texts.push(node.value)
    } else if (is(node, 'TemplateLiteral')) texts.push(node.quasis[0]!.value.cooked ?? '')
    else if (is(node, 'ObjectExpression') || is(node, 'ObjectPattern')) {
      for (const property of node.properties) {
        if (property.type !== 'Property' || property.method || property.computed) continue
        const variable = variableOf(property.value)
        if (property.shorthand) shorthands.add(variable)
        else if (isIdentifier(property.key) && isIdentifier(variable)) members.set(variable, property.key)
      }
    } else if (is(node, 'ClassBody')) classes.push(node)
    else
      for (const { pattern, from, isVar } of declaredBy(node)) {
        const scope = from === 'itself' ? node : scopeAround(ancestors, isVar)
        for (const identifier of namesIn(pattern)) declarations.push({ identifier, scope })
      }
  })
  return {
    code,
    tree,
    identifiers: identifiers.sort((one, other) => one.start - other.start),
    declarations: declarations.sort(
      (one, other) => width(other.scope) - width(one.scope) || one.identifier.start - other.identifier.start
    ),
    shorthands,
    members,
    texts,
    comments,
    classes
  }
}

type OfType<Type extends string> = Extract<AnyNode, { type: Type }>

/** Whether a node is of a type, for TypeScript to know it too. */
export const is = <Type extends AnyNode['type']>(node: Node, type: Type): node is OfType<Type> =>
  node.type === type

/** acorn-walk tells of a pattern's names as patterns, too. */
const isIdentifier = (node: Node): node is Identifier => node.type === 'Identifier'

const width = ({ start, end }: Node): number => end - start

const variableOf = (value: Node): Identifier =>
  (is(value, 'AssignmentPattern') ? value.left : value) as Identifier

interface Declared {
  pattern: Pattern
  /** The name of an expression, parameters and what is caught mean it only in themselves. */
  from: 'itself' | 'around'
  isVar: boolean
}

function declaredBy(node: Node): Declared[] {
  const around = (pattern: Pattern | null | undefined, isVar = false): Declared[] =>
    pattern ? [{ pattern, from: 'around', isVar }] : []
  const itself = (...patterns: (Pattern | null | undefined)[]): Declared[] =>
    patterns.flatMap((pattern) => (pattern ? [{ pattern, from: 'itself' as const, isVar: false }] : []))
  if (is(node, 'VariableDeclaration'))
    return node.declarations.flatMap(({ id }) => around(id, node.kind === 'var'))
  if (is(node, 'FunctionDeclaration')) return [...around(node.id), ...itself(...node.params)]
  if (is(node, 'FunctionExpression')) return itself(node.id, ...node.params)
  if (is(node, 'ArrowFunctionExpression')) return itself(...node.params)
  if (is(node, 'ClassDeclaration')) return around(node.id)
  if (is(node, 'ClassExpression')) return itself(node.id)
  if (is(node, 'CatchClause')) return itself(node.param)
  return []
}

/** @returns the names that a node declares, wherever they mean it */
export const namesDeclaredBy = (node: Node): string[] =>
  declaredBy(node).flatMap(({ pattern }) => namesIn(pattern).map(({ name }) => name))

function namesIn(pattern: Pattern): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'Property' ? property.value : property.argument)
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    case 'MemberExpression':
      return []
    default:
      return pattern satisfies never
  }
}

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

const blocks = new Set([
  'BlockStatement',
  'StaticBlock',
  'CatchClause',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'SwitchStatement'
])

/** @param ancestors - from the program to the declaration itself */
function scopeAround(ancestors: Node[], isVar: boolean): Node {
  let at = ancestors.length - 2
  while (at > 0 && !functions.has(ancestors[at]!.type) && (isVar || !blocks.has(ancestors[at]!.type))) at--
  const scope = ancestors[at]!
  const parent = ancestors[at - 1]
  // A function's parameters and its body are one.
  return scope.type === 'BlockStatement' && parent && functions.has(parent.type) ? parent : scope
}

/** @returns what stands directly in a node, in the order of the text */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (const value of Object.values(node) as unknown[])
    if (Array.isArray(value)) children.push(...value.filter(isNode))
    else if (isNode(value)) children.push(value)
  return children
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
