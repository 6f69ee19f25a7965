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
 * @param kept - members that other modules read
 * @returns the module without those members and without the declarations that only they used; calls that only make data are
 *   marked as such, so that esbuild can leave out what it finds unused in other modules
 */
export function pruneDefinition(source: string, file: string, kept: ReadonlySet<string> = new Set()): string {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const members = findMembers(tree, new Set([...kept, ...readsOf(tree, isOwn)]))
  const removed = [...members, ...findUnused(tree, members)]
  return edit(source, [
    ...removed.map(cut),
    ...findDocs(tree).map(cutDoc),
    ...findPureCalls(tree).map(markPure),
    ...findSpreadData(tree).flatMap(wrapPure)
  ])
}

/**
 * @param source - a module, pruned or not
 * @returns of the members that are taken out of actions and destinations, those that the module reads of what it imports
 */
export function importedReads(source: string, file: string): Set<string> {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const imported = new Set(tree.statements.flatMap(importedNames))
  return readsOf(tree, (name) => imported.has(name))
}

/** Members that code reads (`Object.keys(action.fields)`), by what they are read of; presets are read by the build. */
function readsOf(tree: ts.SourceFile, isMeant: (name: string, tree: ts.SourceFile) => boolean): Set<string> {
  const reads = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && isPruned(node)) {
      const mark = markOf(node)
      for (const property of node.properties)
        if (mark === undefined || !prunableMembers[mark]!.has(nameOf(property) ?? ''))
          ts.forEachChild(property, visit)
      return
    }
    if (
      ts.isPropertyAccessExpression(node) &&
      [actionMembers, destinationMembers].some((set) => set.has(node.name.text))
    ) {
      let root: ts.Expression = node.expression
      while (ts.isPropertyAccessExpression(root)) root = root.expression
      if (ts.isIdentifier(root) && isMeant(root.text, tree)) reads.add(node.name.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return reads
}

/** An action, a destination, or a preset, which is read when a function is built. */
const isPruned = (node: ts.ObjectLiteralExpression): boolean =>
  markOf(node) !== undefined || node.properties.some((property) => nameOf(property) === 'partnerAction')

function markOf(node: ts.ObjectLiteralExpression): string | undefined {
  const names = new Set(node.properties.map(nameOf))
  if (names.has('partnerAction')) return undefined
  return Object.keys(prunableMembers).find((name) => names.has(name))
}

/** A constant of the module that holds an action or a destination. */
const isOwn = (name: string, tree: ts.SourceFile): boolean =>
  tree.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .some(
      (declaration) =>
        ts.isIdentifier(declaration.name) &&
        declaration.name.text === name &&
        declaration.initializer !== undefined &&
        ts.isObjectLiteralExpression(declaration.initializer) &&
        markOf(declaration.initializer) !== undefined
    )

function importedNames(statement: ts.Statement): string[] {
  if (!ts.isImportDeclaration(statement) || !statement.importClause) return []
  const { name, namedBindings } = statement.importClause
  const others = !namedBindings
    ? []
    : ts.isNamedImports(namedBindings)
      ? namedBindings.elements.map((element) => element.name.text)
      : [namedBindings.name.text]
  return [...(name ? [name.text] : []), ...others]
}

function findMembers(tree: ts.SourceFile, kept: ReadonlySet<string>): ts.Node[] {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const mark = markOf(node)
      const prunable = mark === undefined ? undefined : prunableMembers[mark]
      for (const property of node.properties) {
        const refresh = refreshOf(property)
        if (refresh) found.push(...refresh.parent.properties.filter((other) => other !== refresh))
        else if (prunable?.has(nameOf(property) ?? '') && !kept.has(nameOf(property)!)) found.push(property)
        else ts.forEachChild(property, visit)
      }
    } else ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** What of `authentication` runs while events flow: how a token is renewed. */
function refreshOf(
  property: ts.ObjectLiteralElementLike
): (ts.ObjectLiteralElementLike & { parent: ts.ObjectLiteralExpression }) | undefined {
  if (nameOf(property) !== 'authentication' || !ts.isPropertyAssignment(property)) return undefined
  const { initializer } = property
  if (!ts.isObjectLiteralExpression(initializer)) return undefined
  return initializer.properties.find((member) => nameOf(member) === 'refreshAccessToken') as
    (ts.ObjectLiteralElementLike & { parent: ts.ObjectLiteralExpression }) | undefined
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
      // `extends X.Y` is a type too by its syntax.
      (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) ||
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
    if (ts.isCallExpression(node) && isOfRuntime(node.expression, names)) calls.push(node)
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
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.some(isPresetData)
  return (
    isPresetData(expression) ||
    (ts.isObjectLiteralExpression(expression) && expression.properties.some(ts.isSpreadAssignment))
  )
}

/** A preset that stands in a constant of its own reads the members of its action. */
const isPresetData = (expression: ts.Expression): boolean =>
  ts.isObjectLiteralExpression(expression) &&
  expression.properties.some((property) => nameOf(property) === 'partnerAction')

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

/** `defaultValues(…)`, or `(0, actions_core_1.defaultValues)(…)`, as TypeScript writes it. */
function isOfRuntime(callee: ts.Expression, names: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(callee)) return names.has(callee.text)
  if (ts.isParenthesizedExpression(callee) && ts.isBinaryExpression(callee.expression))
    return isOfRuntime(callee.expression.right, names)
  return ts.isPropertyAccessExpression(callee) && isOfRuntime(callee.expression, names)
}

function namesFromRuntime(statement: ts.Statement): string[] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return []
  if (!(statement.moduleSpecifier.text in runtimeModules)) return []
  return importedNames(statement)
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
