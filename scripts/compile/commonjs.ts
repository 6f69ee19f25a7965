/**
 * Segment publishes its destinations as CommonJS, of which no bundler can leave out what is not used. What their compiler
 * wrote has few shapes, and is turned back into the ES module it was made of; what has other shapes stays as it is.
 */
import { parse, type CallExpression, type Node, type Program, type Statement } from 'acorn'
import type { AssignmentExpression, Expression, Identifier, Super, VariableDeclaration } from 'acorn'
import { fullAncestor } from 'acorn-walk'
import { edit, type Edit } from './edit.ts'
import { is, namesDeclaredBy } from './syntax.ts'

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

/**
 * @param source - a module as TypeScript writes CommonJS
 * @returns the same as an ES module, or the source itself when it does anything else with `exports` or `require`
 */
export function toEsModule(source: string): string {
  if (!source.includes('"__esModule"')) return source
  const module = new Module(source, parse(source, { ecmaVersion: 'latest', sourceType: 'script' }))
  return module.result() ?? source
}

class Module {
  readonly #source: string
  readonly #edits: Edit[] = []
  /** What is exported, to the name it has in the module. */
  readonly #exported = new Map<string, string>()
  /** The variables of imports, to the modules they stand for. */
  readonly #imports = new Map<string, string>()
  readonly #declared = new Set<string>()
  /** What means a variable, and what it stands in. */
  readonly #variables: { identifier: Identifier; parent: Node }[] = []

  constructor(source: string, tree: Program) {
    this.#source = source
    fullAncestor(tree, (node, _, ancestors) => {
      if (is(node, 'Identifier'))
        this.#variables.push({ identifier: node, parent: ancestors[ancestors.length - 2]! })
      else for (const name of namesDeclaredBy(node)) this.#declared.add(name)
    })
    for (const statement of tree.body) this.#read(statement as Statement)
  }

  result(): string | undefined {
    const written = [...this.#edits]
    // Parts that stay within a statement that was rewritten are looked at too.
    for (const { identifier, parent } of this.#variables) {
      if (this.#edits.some(({ start, end }) => start <= identifier.start && identifier.end <= end)) continue
      const member = isExports(identifier) && memberOf(parent, identifier)
      const local = member ? this.#exported.get(member) : undefined
      if (local !== undefined) written.push(replace(parent, local))
      else if (member || this.#isOdd(identifier, parent)) return undefined
    }
    const names = [...this.#exported].map(([name, local]) => (name === local ? name : `${local} as ${name}`))
    const exports = names.length > 0 ? `export { ${names.join(', ')} };\n` : ''
    return edit(this.#source, written).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n') + exports
  }

  /** `exports` itself, `require` that is called later, and an import that is used as a whole. */
  #isOdd(identifier: Identifier, parent: Node): boolean {
    const { name } = identifier
    if (['exports', 'require', 'module'].includes(name)) return !this.#declared.has(name)
    if (helpers.has(name)) return true
    return this.#imports.has(name) && !(is(parent, 'MemberExpression') && parent.object === identifier)
  }

  #read(statement: Statement): void {
    if (is(statement, 'VariableDeclaration')) this.#readVariable(statement)
    if (!is(statement, 'ExpressionStatement')) return
    const { expression } = statement
    if (isText(expression)) this.#edits.push(replace(statement, ''))
    if (is(expression, 'CallExpression')) this.#readCall(statement, expression)
    if (is(expression, 'AssignmentExpression') && expression.operator === '=')
      this.#readAssignment(statement, expression)
  }

  #readVariable(statement: VariableDeclaration): void {
    const [declaration, ...more] = statement.declarations
    const { id, init } = declaration!
    if (more.length > 0 || !is(id, 'Identifier')) return
    if (helpers.has(id.name)) this.#edits.push(replace(statement, ''))
    const required = init ? this.#requiredBy(init) : undefined
    if (required === undefined) return
    this.#imports.set(id.name, required)
    this.#edits.push(replace(statement, `import * as ${id.name} from ${JSON.stringify(required)};`))
  }

  #readCall(statement: Statement, call: CallExpression): void {
    const [target, key, descriptor] = call.arguments
    if (!target) return
    const callee = this.#text(call.callee)
    if (callee === 'require' && isText(target))
      this.#edits.push(replace(statement, `import ${this.#text(target)};`))
    if (callee === '__exportStar') {
      const required = this.#requiredBy(target)
      if (required !== undefined)
        this.#edits.push(replace(statement, `export * from ${JSON.stringify(required)};`))
    }
    if (callee === 'Object.defineProperty' && isExports(target) && key && isText(key)) {
      const [, variable, member] = /return (\w+)\.(\w+);/.exec(descriptor ? this.#text(descriptor) : '') ?? []
      const module = variable === undefined ? undefined : this.#imports.get(variable)
      if (key.value === '__esModule') this.#edits.push(replace(statement, ''))
      else if (module !== undefined)
        this.#edits.push(
          replace(statement, `export { ${member} as ${key.value} } from ${JSON.stringify(module)};`)
        )
    }
    const enumeration = enumOf(this.#text(target))
    if (!enumeration) return
    const { variable, name } = enumeration
    this.#exported.set(name, variable)
    this.#edits.push(replace(target, `${variable} || (${variable} = {})`))
  }

  #readAssignment(statement: Statement, { left, right }: AssignmentExpression): void {
    const name = exportedBy(left)
    if (name === undefined) return
    if (isVoid(right)) {
      // exports.a = exports.b = void 0: what TypeScript writes first of all.
      this.#edits.push(replace(statement, ''))
      return
    }
    if (is(right, 'Identifier') && !this.#imports.has(right.name)) {
      this.#exported.set(name, right.name)
      this.#edits.push(replace(statement, ''))
      return
    }
    const local = this.#localName(name)
    this.#exported.set(name, local)
    // Besides here, and in the first line of all (`exports.a = exports.b = void 0`).
    const assignments = this.#source.match(assignmentTo(name))?.length ?? 0
    const keyword = assignments > 2 ? 'let' : 'const'
    this.#edits.push({ start: statement.start, end: right.start, text: `${keyword} ${local} = ` })
  }

  #localName(name: string): string {
    const plain = name === 'default' ? 'defaultExport' : name
    let local = plain
    for (let count = 1; this.#declared.has(local); count++) local = `${plain}_${'x'.repeat(count)}`
    this.#declared.add(local)
    return local
  }

  /** The module of `require("x")`, as it is or within a helper. */
  #requiredBy(node: Node): string | undefined {
    if (!is(node, 'CallExpression')) return undefined
    const [argument] = node.arguments
    if (!argument) return undefined
    const callee = this.#text(node.callee)
    if (callee === 'require') return isText(argument) ? argument.value : undefined
    return ['__importDefault', '__importStar'].includes(callee) ? this.#requiredBy(argument) : undefined
  }

  #text({ start, end }: Node): string {
    return this.#source.slice(start, end)
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

const replace = ({ start, end }: Node, text: string): Edit => ({ start, end, text })

const isText = (node: Node): node is Node & { value: string } =>
  is(node, 'Literal') && typeof node.value === 'string'

const isExports = (node: Node): boolean => is(node, 'Identifier') && node.name === 'exports'

/** The member that an expression takes of a variable. */
const memberOf = (node: Node, variable: Node): string | undefined =>
  is(node, 'MemberExpression') &&
  node.object === variable &&
  !node.computed &&
  is(node.property, 'Identifier')
    ? node.property.name
    : undefined

const exportedBy = (node: Node): string | undefined =>
  is(node, 'MemberExpression') && isExports(node.object) ? memberOf(node, node.object) : undefined

const isVoid = (node: Expression | Super): boolean =>
  (is(node, 'UnaryExpression') && node.operator === 'void') ||
  (is(node, 'AssignmentExpression') && exportedBy(node.left) !== undefined && isVoid(node.right))
