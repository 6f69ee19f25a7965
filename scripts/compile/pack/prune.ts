/**
 * Takes out of a definition's source what only Segment's app and the compiler read: labels, descriptions, fields,
 * presets. The compiler has read them by then; shipping them would double the size of a function.
 */
import { parse } from 'acorn'
import type {
  CallExpression,
  Comment,
  Expression,
  ModuleDeclaration,
  Node,
  ObjectExpression,
  Program,
  Property,
  SpreadElement,
  Statement,
  VariableDeclaration
} from 'acorn'
import { runtimeModules } from '../runtime-modules.ts'
import { edit } from '../edit.ts'
import type { Edit } from '../edit.ts'
import { childrenOf, is } from '../syntax.ts'

/** Members of an action (an object with `perform`) that nothing reads while events flow. */
const actionMembers = new Set([
  'title',
  'description',
  'platform',
  'lifecycleHook',
  'hidden',
  'defaultSubscription',
  'fields',
  'dynamicFields',
  'hooks',
  'syncMode'
])

/** Members of a destination (an object with `actions`) that nothing reads while events flow. */
const destinationMembers = new Set([
  'name',
  'slug',
  'description',
  'mode',
  'authentication',
  // Of a browser definition: its defaults are written out.
  'settings',
  'presets',
  'audienceConfig',
  'audienceFields',
  'rateLimit'
])

/** Members of a source (an object with `eventOf`) and of its events (those with `send`) that nothing reads then. */
const sourceMembers = new Set(['name', 'description', 'settings'])
const sourceEventMembers = new Set(['label', 'description'])

/** By the member that tells such an object from others. */
const prunableMembers: Record<string, Set<string>> = {
  perform: actionMembers,
  actions: destinationMembers,
  eventOf: sourceMembers,
  send: sourceEventMembers
}

export interface PrunedModule {
  /** The module on the same lines, without those members and without the declarations that only they used. */
  code: string
  /** Of the members that are taken out of actions and destinations, those that it reads of what it imports. */
  reads: Set<string>
}

/**
 * @param script - a module, as the JavaScript that esbuild makes of it
 * @param kept - members that other modules read
 * @param unused - actions that no preset of the function uses
 * @returns calls that only make data are marked as such, so that esbuild can leave out what it finds unused in other modules
 */
export function pruneModule(
  script: string,
  kept: ReadonlySet<string> = new Set(),
  unused: ReadonlySet<string> = new Set()
): PrunedModule {
  const comments: Comment[] = []
  const tree = parse(script, { ecmaVersion: 'latest', sourceType: 'module', onComment: comments })
  const own = ownDefinitions(tree)
  const members = findMembers(tree, new Set([...kept, ...readsOf(tree, own)]), unused)
  const removed = new Set([...members, ...findUnused(tree, members)])
  const code = edit(script, [
    ...[...removed].map((node) => cut(script, node, comments)),
    ...findPureCalls(tree).map(markPure),
    ...findSpreadData(tree).flatMap(wrapPure)
  ])
  return { code, reads: readsOf(tree, new Set(tree.body.flatMap(importedNames)), removed) }
}

/** Members that code reads (`Object.keys(action.fields)`) of some names; presets are read by the build. */
function readsOf(
  tree: Program,
  names: ReadonlySet<string>,
  removed: ReadonlySet<Node> = new Set()
): Set<string> {
  const reads = new Set<string>()
  const visit = (node: Node): void => {
    if (removed.has(node)) return
    if (is(node, 'ObjectExpression') && isPruned(node)) {
      const mark = markOf(node)
      for (const property of node.properties)
        if (mark === undefined || !prunableMembers[mark]!.has(nameOf(property) ?? ''))
          childrenOf(property).forEach(visit)
      return
    }
    const member = memberOf(node)
    if (member && [actionMembers, destinationMembers].some((set) => set.has(member.name))) {
      let root = member.object
      for (let next = memberOf(root); next; next = memberOf(root)) root = next.object
      if (is(root, 'Identifier') && names.has(root.name)) reads.add(member.name)
    }
    childrenOf(node).forEach(visit)
  }
  visit(tree)
  return reads
}

/** Of `object.name`, its two parts. */
const memberOf = (node: Node): { object: Node; name: string } | undefined =>
  is(node, 'MemberExpression') && !node.computed && node.property.type === 'Identifier'
    ? { object: node.object, name: node.property.name }
    : undefined

/** An action, a destination, or a preset, which is read when a function is built. */
const isPruned = (node: ObjectExpression): boolean => markOf(node) !== undefined || isPreset(node)

const isPreset = ({ properties }: ObjectExpression): boolean =>
  properties.some((property) => nameOf(property) === 'partnerAction')

function markOf(node: ObjectExpression): string | undefined {
  const names = new Set(node.properties.map(nameOf))
  if (names.has('partnerAction')) return undefined
  return Object.keys(prunableMembers).find((name) => names.has(name))
}

/** Constants of the module that hold an action or a destination. */
const ownDefinitions = (tree: Program): Set<string> =>
  new Set(
    tree.body
      .flatMap((statement) => (declarationOf(statement) ?? { declarations: [] }).declarations)
      .flatMap(({ id, init }) =>
        id.type === 'Identifier' && init?.type === 'ObjectExpression' && markOf(init) !== undefined
          ? [id.name]
          : []
      )
  )

type TopLevel = Statement | ModuleDeclaration

function declarationOf(statement: TopLevel): VariableDeclaration | undefined {
  if (is(statement, 'VariableDeclaration')) return statement
  return is(statement, 'ExportNamedDeclaration') && statement.declaration?.type === 'VariableDeclaration'
    ? statement.declaration
    : undefined
}

const importedNames = (statement: TopLevel): string[] =>
  is(statement, 'ImportDeclaration') ? statement.specifiers.map(({ local }) => local.name) : []

function findMembers(tree: Program, kept: ReadonlySet<string>, unused: ReadonlySet<string>): Node[] {
  const found: Node[] = []
  const visit = (node: Node): void => {
    if (!is(node, 'ObjectExpression')) return childrenOf(node).forEach(visit)
    const mark = markOf(node)
    const prunable = mark === undefined ? undefined : prunableMembers[mark]
    for (const property of node.properties) {
      const others = besidesRefresh(property)
      if (others) found.push(...others)
      else if (prunable?.has(nameOf(property) ?? '') && !kept.has(nameOf(property)!)) found.push(property)
      else {
        if (mark === 'actions')
          found.push(...actionsOf(property).filter((one) => unused.has(nameOf(one) ?? '')))
        childrenOf(property).forEach(visit)
      }
    }
  }
  visit(tree)
  return found
}

/** Of a destination's `actions`, where they are written out. */
const actionsOf = (property: Property | SpreadElement): (Property | SpreadElement)[] =>
  nameOf(property) === 'actions' && property.type === 'Property' && property.value.type === 'ObjectExpression'
    ? property.value.properties
    : []

/** What of `authentication` runs while events flow is how a token is renewed; its other members, where it has that. */
function besidesRefresh(property: Property | SpreadElement): Node[] | undefined {
  if (nameOf(property) !== 'authentication' || property.type !== 'Property') return undefined
  if (property.value.type !== 'ObjectExpression') return undefined
  const { properties } = property.value
  const refresh = properties.find((member) => nameOf(member) === 'refreshAccessToken')
  return refresh && properties.filter((other) => other !== refresh)
}

function nameOf(property: Property | SpreadElement): string | undefined {
  if (property.type !== 'Property' || property.computed) return undefined
  const { key } = property
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined
}

/**
 * Top-level constants of the module that nothing outside the removed members names any more. esbuild would keep them when
 * a call stands in them (`default: first('$.userId')`), as a call could do anything.
 */
function findUnused(tree: Program, removed: Node[]): Node[] {
  const gone = new Set(removed)
  const constants = tree.body.filter((statement) => is(statement, 'VariableDeclaration'))
  // One unused constant may have been the only user of another.
  for (let before = -1; before !== gone.size;) {
    before = gone.size
    for (const statement of constants) {
      if (gone.has(statement)) continue
      const names = statement.declarations.map(({ id }) => (id.type === 'Identifier' ? id.name : undefined))
      const isUnused = names.every(
        (name) => name !== undefined && !isNamed(tree, name, (node) => node === statement || gone.has(node))
      )
      if (isUnused) gone.add(statement)
    }
  }
  return constants.filter((statement) => gone.has(statement))
}

/** Whether a module names something outside of the parts that are removed. */
function isNamed(node: Node, name: string, isRemoved: (node: Node) => boolean): boolean {
  if (isRemoved(node)) return false
  if (is(node, 'Identifier') && node.name === name) return true
  return childrenOf(node).some((child) => isNamed(child, name, isRemoved))
}

/** Calls of what this project's runtime and actions-core export: none of it does anything but return a value. */
function findPureCalls(tree: Program): CallExpression[] {
  const names = new Set(tree.body.flatMap(namesFromRuntime))
  const calls: CallExpression[] = []
  const visit = (node: Node): void => {
    // Inside functions it makes no difference.
    if (/Function/.test(node.type)) return
    if (is(node, 'CallExpression') && isOfRuntime(node.callee, names)) calls.push(node)
    childrenOf(node).forEach(visit)
  }
  visit(tree)
  return calls
}

/**
 * Exported constants that put data together (`{ ...commonFields, amount: {…} }`). esbuild keeps them also where nothing
 * uses them, as a spread might call a getter; data has none.
 */
function findSpreadData(tree: Program): Expression[] {
  return tree.body
    .filter((statement) => is(statement, 'ExportNamedDeclaration'))
    .flatMap((statement) => (declarationOf(statement) ?? { declarations: [] }).declarations)
    .flatMap(({ init }) => (init && isSpreadData(init) ? [init] : []))
}

function isSpreadData(node: Node): boolean {
  if (is(node, 'ArrayExpression')) return node.elements.some((element) => element && isPresetData(element))
  return (
    isPresetData(node) ||
    (is(node, 'ObjectExpression') && node.properties.some(({ type }) => type === 'SpreadElement'))
  )
}

/** A preset that stands in a constant of its own reads the members of its action. */
const isPresetData = (node: Node): boolean => is(node, 'ObjectExpression') && isPreset(node)

/** `defaultValues(…)`, or `(0, actions_core_1.defaultValues)(…)`, as TypeScript writes it. */
function isOfRuntime(callee: Node, names: ReadonlySet<string>): boolean {
  if (is(callee, 'Identifier')) return names.has(callee.name)
  if (is(callee, 'SequenceExpression')) return isOfRuntime(callee.expressions.at(-1)!, names)
  return is(callee, 'MemberExpression') && isOfRuntime(callee.object, names)
}

function namesFromRuntime(statement: TopLevel): string[] {
  if (!is(statement, 'ImportDeclaration') || !(String(statement.source.value) in runtimeModules)) return []
  return importedNames(statement)
}

/** With what is said above it. Lines stay, so that a message about what is left names the right one. */
function cut(script: string, { type, start: own, end }: Node, comments: Comment[]): Edit {
  const comma = type === 'Property' ? (/^\s*,/.exec(script.slice(end))?.[0].length ?? 0) : 0
  let start = own
  for (let above: Comment | undefined; ; start = above.start) {
    const before = script.slice(0, start).trimEnd().length
    above = comments.find((comment) => comment.end === before)
    if (!above) break
  }
  const lines = script.slice(start, end + comma).split('\n').length
  return { start, end: end + comma, text: '\n'.repeat(lines - 1) }
}

const markPure = ({ start }: Node): Edit => ({ start, end: start, text: '/* @__PURE__ */ ' })

const wrapPure = ({ start, end }: Node): Edit[] => [
  { start, end: start, text: '/* @__PURE__ */ (() => (' },
  { start: end, end, text: '))()' }
]
