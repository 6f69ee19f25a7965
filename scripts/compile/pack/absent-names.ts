/**
 * Finds in a bundle the globals that Functions do not have: code that uses them loads, and fails at an event. Whether a
 * definition or a package that it brings uses them shows only here, when what is not used has been left out.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import ts from 'typescript'
import { moduleComment } from './module-heads.ts'
import { UserError } from '../../shared/errors.ts'

/** Node's and the web's globals that do not enter the context a function runs in, and what does their work there. */
const absent: Record<string, string> = {
  AbortController: "A request's own `timeout` option limits it.",
  AbortSignal: "A request's own `timeout` option limits it.",
  TextEncoder: 'Buffer.from(text) gives the bytes of a text.',
  TextDecoder: 'Buffer.from(bytes).toString() gives the text.',
  structuredClone: 'JSON.parse(JSON.stringify(value)) copies data.',
  queueMicrotask: 'Promise.resolve().then(…) does the same.',
  setImmediate: 'setTimeout(…, 0) does nearly the same.',
  performance: 'Date.now() gives milliseconds.',
  process: 'A Function has settings, no environment.',
  require: 'Import it; what is imported is bundled.',
  global: 'Name what is meant itself.',
  self: 'Name what is meant itself.',
  navigator: 'A Function is no browser.',
  ...Object.fromEntries(
    [
      'Event',
      'EventTarget',
      'Blob',
      'File',
      'WebSocket',
      'ReadableStream',
      'CompressionStream',
      'MessageChannel',
      'BroadcastChannel',
      'DOMException'
    ].map((name) => [name, 'Do without it.'])
  )
}

/** The filters of Liquid that use such names are not called: runtime/emitted/liquid.ts puts its own in their place. */
const replaced = /[\\/]node_modules[\\/]liquidjs[\\/]|^node_modules[\\/]liquidjs[\\/]/

/**
 * @param root - the project's folder
 * @param code - the bundle, with esbuild's comment above each module
 * @throws UserError with the file and line of the first such name. A module that asks first (`typeof process`), or tries,
 *   may name it
 */
export async function checkNames(root: string, code: string): Promise<void> {
  const tree = ts.createSourceFile('function.js', code, ts.ScriptTarget.Latest, true)
  for (const node of freeNames(tree)) {
    const { file, text } = moduleAt(code, node.getStart())
    if (new RegExp(`typeof ${node.text}\\b`).test(text) || replaced.test(file)) continue
    const source = await readFile(path.join(root, file), 'utf8').catch(() => '')
    const line = source.split('\n').findIndex((one) => new RegExp(`\\b${node.text}\\b`).test(one)) + 1
    throw new UserError(
      'definition',
      `${file}${line > 0 ? `:${line}` : ''} uses ${node.text}, which does not exist in Functions.`,
      absent[node.text]
    )
  }
}

function freeNames(tree: ts.SourceFile): ts.Identifier[] {
  const found: ts.Identifier[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && Object.hasOwn(absent, node.text) && isRead(node) && !isKnown(node))
      found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** Not the name of a member, nor of what is being declared. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node
  if (ts.isTypeOfExpression(parent)) return false
  return (
    !('name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent)) &&
    !(ts.isBindingElement(parent) && parent.propertyName === node)
  )
}

/** Declared around it, or tried: `try { process.env } catch {}`. */
function isKnown(node: ts.Identifier): boolean {
  for (let scope: ts.Node | undefined = node.parent; scope; scope = scope.parent) {
    if (
      ts.isTryStatement(scope) &&
      scope.catchClause &&
      scope.tryBlock.end >= node.end &&
      scope.tryBlock.pos <= node.pos
    )
      return true
    if (namesIn(scope).has(node.text)) return true
  }
  return false
}

const known = new WeakMap<ts.Node, Set<string>>()

/** What is declared in a function, a block or the like itself, not in the functions inside it. */
function namesIn(scope: ts.Node): Set<string> {
  const before = known.get(scope)
  if (before) return before
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (
      (ts.isVariableDeclaration(node) ||
        ts.isParameter(node) ||
        ts.isBindingElement(node) ||
        ts.isFunctionDeclaration(node) ||
        ts.isClassDeclaration(node) ||
        ts.isFunctionExpression(node)) &&
      node.name &&
      ts.isIdentifier(node.name)
    )
      names.add(node.name.text)
    if (node !== scope && ts.isFunctionLike(node)) return
    ts.forEachChild(node, visit)
  }
  if (ts.isFunctionLike(scope) || ts.isSourceFile(scope) || ts.isBlock(scope) || ts.isCatchClause(scope))
    visit(scope)
  known.set(scope, names)
  return names
}

/** esbuild writes `// path` above each module. */
function moduleAt(code: string, at: number): { file: string; text: string } {
  const comments = [...code.matchAll(moduleComment)]
  const next = comments.findIndex(({ index }) => index > at)
  const comment = comments.at(next === -1 ? -1 : next - 1)
  return {
    file: comment?.[1] ?? '',
    text: code.slice(comment?.index, next === -1 ? undefined : comments[next]!.index)
  }
}
