/**
 * Gives names back their own form. esbuild puts a number behind a name that another module has too (`isObject2`), and
 * behind a name inside a function that would hide one of those (`known2`); a reader of the function knows no other module.
 *
 * Inside a function the number goes where nothing in it means the other name. At the top a name gets the name of its module
 * in front: `trackSaleAction`.
 */
import path from 'node:path'
import type { BlockStatement, Identifier, Node } from 'acorn'
import { simple } from 'acorn-walk'
import type { Edit } from '../edit.ts'
import type { Syntax } from '../syntax.ts'

/**
 * @param syntax - of a bundle in one function, with esbuild's comment above each module
 * @param sources - the modules it was made of: a name that stands in one of them bears its number itself (`sha256`)
 * @returns what makes the same program of it, under other names
 */
export function clearNames(syntax: Syntax, sources: Iterable<string>): Edit[] {
  const { identifiers, declarations } = syntax
  const written = new Set(identifiers.map(({ name }) => name))
  // Code that is made of texts may mean any name.
  if (written.has('eval')) return []
  const authored = new Set([...sources].flatMap((source) => source.match(/[A-Za-z_$][\w$]*\d\b/g) ?? []))
  const names = new Map<Identifier, string>()
  const nameOf = (identifier: Identifier): string => names.get(identifier) ?? identifier.name
  const modules = modulesOf(syntax)
  for (const { identifier, scope } of declarations) {
    if (baseOf(identifier.name) === undefined) continue
    const old = nameOf(identifier)
    const base = authored.has(old) ? undefined : baseOf(old)
    if (base === undefined || reserved.test(base)) continue
    const inside = within(identifiers, scope)
    const module = scope === modules.top ? modules.at(identifier.start) : undefined
    const name = module === undefined ? base : inModule(module, base)
    const isTaken = module === undefined ? inside.some((other) => nameOf(other) === name) : written.has(name)
    if (isTaken) continue
    written.add(name)
    for (const other of inside) if (nameOf(other) === old) names.set(other, name)
  }
  return [...names].map(([identifier, name]) => rename(syntax, identifier, name))
}

function rename({ shorthands, members }: Syntax, identifier: Identifier, name: string): Edit {
  const { start, end } = identifier
  // A shorthand also names a member, which keeps its name.
  if (shorthands.has(identifier)) return { start, end, text: `${identifier.name}: ${name}` }
  const member = members.get(identifier)
  return { start: member?.name === name ? member.start : start, end, text: name }
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

/** @param identifiers - in the order of the text */
function within(identifiers: Identifier[], { start, end }: Node): Identifier[] {
  const first = firstFrom(identifiers, start)
  return identifiers.slice(first, firstFrom(identifiers, end, first))
}

/** The index of the first that begins at a place or behind it. */
function firstFrom(identifiers: Identifier[], place: number, low = 0): number {
  let high = identifiers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (identifiers[middle]!.start < place) low = middle + 1
    else high = middle
  }
  return low
}

/** The function that the bundle stands in, and the module that a place at its top belongs to. */
function modulesOf({ code, tree }: Syntax): {
  top: Node | undefined
  at(place: number): string | undefined
} {
  let top: { start: number; body: BlockStatement } | undefined
  simple(tree, {
    ArrowFunctionExpression(node) {
      const isFirst = !top || node.start < top.start
      if (node.body.type === 'BlockStatement' && isFirst) top = node as typeof top
    }
  })
  const begins: { start: number; end: number; module: string }[] = []
  let end = top ? top.body.start + 1 : 0
  let module: string | undefined
  for (const statement of top?.body.body ?? []) {
    const above = code.slice(end, statement.start)
    module = /^\/\/ (\S+\.[cm]?[jt]s|emitted:\S+)$/m.exec(above)?.[1] ?? module
    ;({ end } = statement)
    if (module !== undefined) begins.push({ start: statement.start, end, module })
  }
  return {
    top: top as Node | undefined,
    at: (place) => begins.find(({ start, end }) => start <= place && place < end)?.module
  }
}
