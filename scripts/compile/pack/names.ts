/**
 * Gives names back their own form. esbuild puts a number behind a name that another module has too (`isObject2`), and
 * behind a name inside a function that would hide one of those (`known2`); a reader of the function knows no other module.
 *
 * Inside a function the number goes where nothing in it means the other name. At the top a name gets the name of its module
 * in front: `trackSaleAction`.
 */
import path from 'node:path'
import ts from 'typescript'

/**
 * @param code - a bundle in one function, with esbuild's comment above each module
 * @param sources - the modules it was made of: a name that stands in one of them bears its number itself (`sha256`)
 * @returns the same program under other names
 */
export function clearNames(code: string, sources: Iterable<string>): string {
  const tree = ts.createSourceFile('function.js', code, ts.ScriptTarget.Latest, true)
  const identifiers = identifiersIn(tree)
  const written = new Set(identifiers.map(({ text }) => text))
  // Code that is made of texts may mean any name.
  if (written.has('eval')) return code
  const authored = new Set([...sources].flatMap((source) => source.match(/[A-Za-z_$][\w$]*\d\b/g) ?? []))
  const names = new Map<ts.Identifier, string>()
  const nameOf = (identifier: ts.Identifier): string => names.get(identifier) ?? identifier.text
  for (const { identifier, scope, module } of declarationsIn(tree)) {
    const old = nameOf(identifier)
    const base = authored.has(old) ? undefined : baseOf(old)
    if (base === undefined || reserved.test(base)) continue
    const inside = identifiersIn(scope)
    const name = module === undefined ? base : inModule(module, base)
    const isTaken = module === undefined ? inside.some((other) => nameOf(other) === name) : written.has(name)
    if (isTaken) continue
    written.add(name)
    for (const other of inside) if (nameOf(other) === old) names.set(other, name)
  }
  return replaced(code, names)
}

/** Of these esbuild would have made `default2`, which no variable can be called without its number. */
const reserved =
  /^(arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|with|yield)$/

/** The name without the number that esbuild put behind it; its numbers begin with 2. */
function baseOf(name: string): string | undefined {
  const [, base, digits] = /^(.*\D)([1-9]\d*)$/.exec(name) ?? []
  return base !== undefined && Number(digits) >= 2 ? base : undefined
}

function inModule(module: string, base: string): string {
  const { name, dir } = path.posix.parse(module)
  const words = (name === 'index' ? path.posix.basename(dir) : name).split(/\W+/).filter(Boolean)
  const camel = words.map((word, index) => (index === 0 ? word : capital(word))).join('')
  return `${/^\d/.test(camel) ? '_' : ''}${camel}${capital(base)}`
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** Identifiers that mean a variable; names of members are none. */
function identifiersIn(node: ts.Node): ts.Identifier[] {
  const found: ts.Identifier[] = []
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child)) {
      if (!isMemberName(child)) found.push(child)
    } else ts.forEachChild(child, visit)
  }
  visit(node)
  return found
}

function isMemberName(identifier: ts.Identifier): boolean {
  const { parent } = identifier
  if (ts.isPropertyAccessExpression(parent)) return parent.name === identifier
  if (ts.isBindingElement(parent)) return parent.propertyName === identifier
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isAccessor(parent)) &&
    parent.name === identifier
  )
}

interface Declaration {
  identifier: ts.Identifier
  /** Within which the name means it. */
  scope: ts.Node
  /** Of a name at the top of a module: its path. */
  module?: string
}

/** Outer ones first, so that an inner name is judged by what the outer one has become. */
function declarationsIn(tree: ts.SourceFile): Declaration[] {
  const found: Declaration[] = []
  const modules = modulesOf(tree)
  const visit = (node: ts.Node): void => {
    const identifier = declaredBy(node)
    if (identifier) {
      const scope = scopeOf(node)
      const module = scope === modules.top ? modules.of(node) : undefined
      found.push({ identifier, scope, ...(module !== undefined && { module }) })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found.sort((one, other) => other.scope.getFullWidth() - one.scope.getFullWidth())
}

function declaredBy(node: ts.Node): ts.Identifier | undefined {
  const isDeclaration =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isClassDeclaration(node) ||
    ts.isClassExpression(node)
  return isDeclaration && node.name && ts.isIdentifier(node.name) ? node.name : undefined
}

function scopeOf(declaration: ts.Node): ts.Node {
  // The name of an expression means it only in itself.
  if (ts.isFunctionExpression(declaration) || ts.isClassExpression(declaration)) return declaration
  const isVar = isVarDeclaration(declaration)
  let scope = declaration.parent
  while (!isScope(scope, isVar)) scope = scope.parent
  // A function's parameters and its body are one.
  return ts.isBlock(scope) && ts.isFunctionLike(scope.parent) ? scope.parent : scope
}

function isVarDeclaration(declaration: ts.Node): boolean {
  let node = declaration
  while (ts.isBindingElement(node) || ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node))
    node = node.parent
  return ts.isVariableDeclaration(node) && (ts.getCombinedNodeFlags(node) & ts.NodeFlags.BlockScoped) === 0
}

const isScope = (node: ts.Node, isVar: boolean): boolean =>
  ts.isSourceFile(node) ||
  ts.isFunctionLike(node) ||
  (!isVar &&
    (ts.isBlock(node) ||
      ts.isCatchClause(node) ||
      ts.isForStatement(node) ||
      ts.isForOfStatement(node) ||
      ts.isForInStatement(node) ||
      ts.isCaseBlock(node)))

/** The function that the bundle stands in, and the module that each of its statements belongs to. */
function modulesOf(tree: ts.SourceFile): { top: ts.Node | undefined; of(node: ts.Node): string | undefined } {
  let top: ts.Block | undefined
  const find = (node: ts.Node): void => {
    if (!top && ts.isArrowFunction(node) && ts.isBlock(node.body)) top = node.body
    else if (!top) ts.forEachChild(node, find)
  }
  find(tree)
  const modules = new Map<ts.Node, string>()
  let module: string | undefined
  for (const statement of top?.statements ?? []) {
    const above = tree.text.slice(statement.getFullStart(), statement.getStart())
    module = /^\/\/ (\S+\.[cm]?[jt]s|emitted:\S+)$/m.exec(above)?.[1] ?? module
    if (module !== undefined) modules.set(statement, module)
  }
  return {
    top: top?.parent,
    of: (node) => {
      let statement = node
      while (statement.parent !== top) statement = statement.parent
      return modules.get(statement)
    }
  }
}

function replaced(code: string, names: Map<ts.Identifier, string>): string {
  return [...names]
    .sort(([one], [other]) => other.getStart() - one.getStart())
    .reduce((text, [identifier, name]) => {
      const { parent } = identifier
      // A shorthand also names a member, which keeps its name.
      const isShorthand =
        ts.isShorthandPropertyAssignment(parent) ||
        (ts.isBindingElement(parent) &&
          ts.isObjectBindingPattern(parent.parent) &&
          parent.propertyName === undefined &&
          parent.name === identifier &&
          parent.dotDotDotToken === undefined)
      const written = isShorthand ? `${identifier.text}: ${name}` : name
      return text.slice(0, identifier.getStart()) + written + text.slice(identifier.end)
    }, code)
}
