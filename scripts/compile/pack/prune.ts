/**
 * Takes out of a definition's source what only Segment's app and the compiler read: labels, descriptions, fields,
 * presets. The compiler has read them by then; shipping them would double the size of a function.
 */
import ts from 'typescript'
import { runtimeModules } from '../runtime-modules.ts'

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

/**
 * @param source - a TypeScript or JavaScript module
 * @param file - its path, which decides the language
 * @returns the module without those members and without the declarations that only they used; calls that only make data are
 *   marked as such, so that esbuild can leave out what it finds unused in other modules
 */
export function pruneDefinition(source: string, file: string): string {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const members = findMembers(tree)
  const removed = [...members, ...findUnused(tree, members)]
  return edit(source, [
    ...removed.map(cut),
    ...findDocs(tree).map(cutDoc),
    ...findPureCalls(tree).map(markPure),
    ...findSpreadData(tree).flatMap(wrapPure)
  ])
}

function findMembers(tree: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const names = new Set(node.properties.map(nameOf))
      const mark = Object.keys(prunableMembers).find((name) => names.has(name))
      const prunable = mark === undefined ? undefined : prunableMembers[mark]
      for (const property of node.properties) {
        if (prunable?.has(nameOf(property) ?? '')) found.push(property)
        else ts.forEachChild(property, visit)
      }
    } else ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

const nameOf = (property: ts.ObjectLiteralElementLike): string | undefined =>
  property.name && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))
    ? property.name.text
    : undefined

/**
 * Top-level constants of the module that nothing outside the removed members names any more. esbuild would keep them when
 * a call stands in them (`default: first('$.userId')`), as a call could do anything.
 */
function findUnused(tree: ts.SourceFile, removed: ts.Node[]): ts.Node[] {
  const unused: ts.Node[] = []
  const constants = tree.statements.filter(
    (statement): statement is ts.VariableStatement =>
      ts.isVariableStatement(statement) && !isExported(statement)
  )
  // One unused constant may have been the only user of another.
  for (let before = -1; before !== unused.length;) {
    before = unused.length
    for (const statement of constants) {
      if (unused.includes(statement)) continue
      const gone = [...removed, ...unused, statement]
      const names = statement.declarationList.declarations.map(({ name }) =>
        ts.isIdentifier(name) ? name.text : undefined
      )
      if (names.every((name) => name !== undefined && !isNamed(tree, name, gone))) unused.push(statement)
    }
  }
  return unused
}

const isExported = (statement: ts.VariableStatement): boolean =>
  statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false

/** Whether a module names something where it matters at run time: not in a type, not in the removed parts. */
function isNamed(tree: ts.SourceFile, name: string, removed: ts.Node[]): boolean {
  const visit = (node: ts.Node): boolean => {
    if (
      removed.includes(node) ||
      ts.isTypeNode(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isInterfaceDeclaration(node)
    )
      return false
    if (ts.isIdentifier(node) && node.text === name) return true
    return ts.forEachChild(node, visit) ?? false
  }
  return visit(tree)
}

/** Calls of what this project's runtime and actions-core export: none of it does anything but return a value. */
function findPureCalls(tree: ts.SourceFile): ts.Node[] {
  const names = new Set(tree.statements.flatMap(namesFromRuntime))
  const calls: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    // Inside functions it makes no difference.
    if (ts.isFunctionLike(node)) return
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && names.has(node.expression.text))
      calls.push(node)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return calls
}

/**
 * Exported constants that put data together (`{ ...commonFields, amount: {…} }`). esbuild keeps them also where nothing
 * uses them, as a spread might call a getter; data has none.
 */
function findSpreadData(tree: ts.SourceFile): ts.Expression[] {
  return tree.statements
    .filter(ts.isVariableStatement)
    .filter(isExported)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ initializer }) => (initializer && isSpreadData(initializer) ? [initializer] : []))
}

function isSpreadData(expression: ts.Expression): boolean {
  if (ts.isSatisfiesExpression(expression) || ts.isAsExpression(expression))
    return isSpreadData(expression.expression)
  return ts.isObjectLiteralExpression(expression) && expression.properties.some(ts.isSpreadAssignment)
}

/** Documentation of class members, which esbuild keeps although it drops that of functions. */
function findDocs(tree: ts.SourceFile): ts.Node[] {
  const docs: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isClassElement(node)) docs.push(...ts.getJSDocCommentsAndTags(node))
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return docs
}

function namesFromRuntime(statement: ts.Statement): string[] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return []
  if (!(statement.moduleSpecifier.text in runtimeModules)) return []
  const bindings = statement.importClause?.namedBindings
  return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : []
}

interface Edit {
  start: number
  end: number
  text: string
}

const cut = (node: ts.Node): Edit => {
  const rest = node.getSourceFile().text.slice(node.end)
  const comma = ts.isObjectLiteralElementLike(node) ? (/^\s*,/.exec(rest)?.[0].length ?? 0) : 0
  return { start: node.getFullStart(), end: node.end + comma, text: '' }
}

const cutDoc = (doc: ts.Node): Edit => ({ start: doc.pos, end: doc.end, text: '' })

const markPure = (call: ts.Node): Edit => ({
  start: call.getStart(),
  end: call.getStart(),
  text: '/* @__PURE__ */ '
})

const wrapPure = (expression: ts.Expression): Edit[] => [
  { start: expression.getStart(), end: expression.getStart(), text: '/* @__PURE__ */ (() => (' },
  { start: expression.end, end: expression.end, text: '))()' }
]

/** Applies edits from the end; one inside a part that goes is dropped with it, a part inside a part too. */
function edit(source: string, edits: Edit[]): string {
  const isInside = (inner: Edit, outer: Edit): boolean =>
    outer !== inner && outer.text === '' && outer.start <= inner.start && inner.start < outer.end
  return edits
    .filter((one) => !edits.some((other) => isInside(one, other)))
    .sort((a, b) => b.start - a.start)
    .reduce(
      (text, { start, end, text: replacement }) => text.slice(0, start) + replacement + text.slice(end),
      source
    )
}
