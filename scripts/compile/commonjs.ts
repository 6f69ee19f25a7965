/**
 * Segment publishes its destinations as CommonJS, of which no bundler can leave out what is not used. What their compiler
 * wrote has few shapes, and is turned back into the ES module it was made of; what has other shapes stays as it is.
 */
import ts from 'typescript'
import { declaredNames } from '../shared/declared-names.ts'

/** Modules of Segment's own destinations, and of what they share. */
export const segmentModules = /[\\/]@segment[\\/](action-destinations|actions-shared)[\\/]dist[\\/].*\.js$/

/** Helpers that only carry imports and exports. */
const helpers = new Set([
  '__importDefault',
  '__importStar',
  '__createBinding',
  '__setModuleDefault',
  '__exportStar'
])

interface Edit {
  start: number
  end: number
  text: string
}

/**
 * @param source - a module as TypeScript writes CommonJS
 * @returns the same as an ES module, or the source itself when it does anything else with `exports` or `require`
 */
export function toEsModule(source: string): string {
  const tree = ts.createSourceFile('module.js', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  if (!source.includes('"__esModule"')) return source
  const module = new Module(tree)
  for (const statement of tree.statements) module.read(statement)
  return module.result() ?? source
}

class Module {
  readonly #tree: ts.SourceFile
  readonly #edits: Edit[] = []
  /** What is exported, to the name it has in the module. */
  readonly #exported = new Map<string, string>()
  /** The variables of imports, to the modules they stand for. */
  readonly #imports = new Map<string, string>()
  readonly #declared: Set<string>

  constructor(tree: ts.SourceFile) {
    this.#tree = tree
    this.#declared = declaredNames(tree)
  }

  read(statement: ts.Statement): void {
    if (ts.isVariableStatement(statement)) this.#readVariable(statement)
    else if (ts.isExpressionStatement(statement)) this.#readExpression(statement, statement.expression)
  }

  result(): string | undefined {
    const done: Edit[] = [...this.#edits]
    const isDone = (node: ts.Node) =>
      done.some(({ start, end }) => start <= node.getStart() && node.end <= end)
    let odd = false
    const visit = (node: ts.Node): void => {
      if (isDone(node) && !ts.isSourceFile(node)) return
      if (ts.isPropertyAccessExpression(node) && isExports(node.expression)) {
        const local = this.#exported.get(node.name.text)
        if (local === undefined) odd = true
        else done.push(replace(node, local))
        return
      }
      if (ts.isIdentifier(node) && isVariable(node) && this.#isOdd(node)) odd = true
      ts.forEachChild(node, visit)
    }
    // Parts that stay within a statement that was rewritten are looked at too.
    ts.forEachChild(this.#tree, visit)
    if (odd) return undefined
    const names = [...this.#exported].map(([name, local]) => (name === local ? name : `${local} as ${name}`))
    const exports = names.length > 0 ? `export { ${names.join(', ')} };\n` : ''
    const text = done
      .sort((one, other) => other.start - one.start)
      .reduce(
        (code, { start, end, text: written }) => code.slice(0, start) + written + code.slice(end),
        this.#tree.text
      )
    return text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n') + exports
  }

  /** `exports` itself, `require` that is called later, and an import that is used as a whole. */
  #isOdd(node: ts.Identifier): boolean {
    if (['exports', 'require', 'module'].includes(node.text)) return !this.#declared.has(node.text)
    if (helpers.has(node.text)) return true
    if (!this.#imports.has(node.text)) return false
    const { parent } = node
    return !(ts.isPropertyAccessExpression(parent) && parent.expression === node)
  }

  #readVariable(statement: ts.VariableStatement): void {
    const [declaration, ...more] = statement.declarationList.declarations
    if (!declaration || more.length > 0 || !ts.isIdentifier(declaration.name)) return
    const { name, initializer } = declaration
    if (helpers.has(name.text)) this.#edits.push(replace(statement, ''))
    const required = initializer && requiredBy(initializer)
    if (required === undefined) return
    this.#imports.set(name.text, required)
    this.#edits.push(replace(statement, `import * as ${name.text} from ${JSON.stringify(required)};`))
  }

  #readExpression(statement: ts.Statement, expression: ts.Expression): void {
    if (ts.isStringLiteral(expression)) this.#edits.push(replace(statement, ''))
    if (ts.isCallExpression(expression)) this.#readCall(statement, expression)
    if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      this.#readAssignment(statement, expression)
  }

  #readCall(statement: ts.Statement, call: ts.CallExpression): void {
    const [target, key, descriptor] = call.arguments
    const callee = call.expression.getText()
    if (callee === 'require' && target && ts.isStringLiteral(target))
      this.#edits.push(replace(statement, `import ${target.getText()};`))
    if (callee === '__exportStar' && target && requiredBy(target) !== undefined)
      this.#edits.push(replace(statement, `export * from ${JSON.stringify(requiredBy(target))};`))
    if (callee === 'Object.defineProperty' && target && isExports(target) && key && ts.isStringLiteral(key)) {
      const [, variable, member] = /return (\w+)\.(\w+);/.exec(descriptor?.getText() ?? '') ?? []
      const module = variable === undefined ? undefined : this.#imports.get(variable)
      if (key.text === '__esModule') this.#edits.push(replace(statement, ''))
      else if (module !== undefined)
        this.#edits.push(
          replace(statement, `export { ${member} as ${key.text} } from ${JSON.stringify(module)};`)
        )
    }
    const enumeration = target && enumOf(target.getText())
    if (enumeration && target) {
      const { variable, name } = enumeration
      this.#exported.set(name, variable)
      this.#edits.push(replace(target, `${variable} || (${variable} = {})`))
    }
  }

  #readAssignment(statement: ts.Statement, { left, right }: ts.BinaryExpression): void {
    if (!ts.isPropertyAccessExpression(left) || !isExports(left.expression)) return
    const name = left.name.text
    if (isVoid(right)) {
      // exports.a = exports.b = void 0: what TypeScript writes first of all.
      this.#edits.push(replace(statement, ''))
      return
    }
    if (ts.isIdentifier(right) && !this.#imports.has(right.text)) {
      this.#exported.set(name, right.text)
      this.#edits.push(replace(statement, ''))
      return
    }
    const local = this.#localName(name)
    this.#exported.set(name, local)
    // Besides here, and in the first line of all (`exports.a = exports.b = void 0`).
    const assignments = this.#tree.text.match(assignmentTo(name))?.length ?? 0
    const keyword = assignments > 2 ? 'let' : 'const'
    this.#edits.push({ start: statement.getStart(), end: right.getStart(), text: `${keyword} ${local} = ` })
  }

  #localName(name: string): string {
    const plain = name === 'default' ? 'defaultExport' : name
    let local = plain
    for (let count = 1; this.#declared.has(local); count++) local = `${plain}_${'x'.repeat(count)}`
    this.#declared.add(local)
    return local
  }
}

/** `exports.a = …`, `exports.a += …`, `exports.a++`. */
const assignmentTo = (name: string): RegExp =>
  new RegExp(`exports\\.${name} *([-+*/%&|^<>?]*=(?![=>])|\\+\\+|--)|(\\+\\+|--)exports\\.${name}\\b`, 'g')

/**
 * Of `(function (X) { … })(X = exports.X || (exports.X = {}))`, as TypeScript 4 writes an enum, or `(X || (exports.X = X = {}))`,
 * as 5 does.
 */
function enumOf(argument: string): { variable: string; name: string } | undefined {
  const [, older, ofOlder] = /^(\w+) = exports\.(\w+) \|\| \(exports\.\2 = \{\}\)$/.exec(argument) ?? []
  const [, newer, ofNewer] = /^(\w+) \|\| \(exports\.(\w+) = \1 = \{\}\)$/.exec(argument) ?? []
  const [variable, name] = [older ?? newer, ofOlder ?? ofNewer]
  return variable === undefined || name === undefined ? undefined : { variable, name }
}

const replace = (node: ts.Node, text: string): Edit => ({ start: node.getStart(), end: node.end, text })

const isExports = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === 'exports'

const isVoid = (node: ts.Expression): boolean =>
  ts.isVoidExpression(node) ||
  (ts.isBinaryExpression(node) &&
    ts.isPropertyAccessExpression(node.left) &&
    isExports(node.left.expression) &&
    isVoid(node.right))

/** The module of `require("x")`, as it is or within a helper. */
function requiredBy(node: ts.Expression): string | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const [argument] = node.arguments
  const callee = node.expression.getText()
  if (callee === 'require') return argument && ts.isStringLiteral(argument) ? argument.text : undefined
  return (callee === '__importDefault' || callee === '__importStar') && argument
    ? requiredBy(argument)
    : undefined
}

/** Not the name of a member. */
function isVariable({ parent, ...node }: ts.Identifier): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.pos !== node.pos
  return !(
    (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) &&
    parent.name.pos === node.pos
  )
}
