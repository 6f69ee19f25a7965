/**
 * Finds in a bundle the globals that Functions do not have: code that uses them loads, and fails at an event. Whether a
 * definition or a package that it brings uses them shows only here, when what is not used has been left out.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Identifier, Node } from 'acorn'
import { fullAncestor } from 'acorn-walk'
import { analyze } from 'eslint-scope'
import { environmentName } from '../esbuild.ts'
import { segmentModules } from '../commonjs.ts'
import { moduleComment } from './module-heads.ts'
import { runtimeFolder } from '../runtime-modules.ts'
import { isOfDependency } from '../../shared/package.ts'
import { liquidModule } from './text-encoding.ts'
import { UserError } from '../../shared/errors.ts'
import { is, isTried, type Syntax } from '../syntax.ts'

/** Node's and the web's globals that do not enter the context a function runs in, and what does their work there. */
export const absent: Record<string, string> = {
  AbortController: "A request's own `timeout` option limits it.",
  AbortSignal: "A request's own `timeout` option limits it.",
  structuredClone: 'JSON.parse(JSON.stringify(value)) copies data.',
  queueMicrotask: 'Promise.resolve().then(…) does the same.',
  setImmediate: 'setTimeout(…, 0) does nearly the same.',
  performance: 'Date.now() gives milliseconds.',
  process:
    'A Function has settings, no environment. Give what it reads there as "env" of the function in segment.config.json: { "NAME": "text" }, or { "NAME": { "setting": true } } for a secret.',
  document: 'A Function is no browser.',
  XMLHttpRequest: 'Use the request client.',
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

/**
 * @param root - the project's folder
 * @param syntax - of the bundle, with esbuild's comment above each module
 * @param variables - of the environment, which settings give
 * @throws UserError with the file and line of the first such name. A module that asks first (`typeof process`), or tries,
 *   may name it
 */
export async function checkNames(root: string, syntax: Syntax, variables: string[] = []): Promise<void> {
  for (const { name, start } of freeNames(root, syntax, variables)) {
    const { file, text } = moduleAt(syntax.code, start)
    if (asksFirst(name, text) || liquidModule.test(file)) continue
    const source = await readFile(path.join(root, file), 'utf8').catch(() => '')
    const line = source.split('\n').findIndex((one) => patternOf(name).test(one)) + 1
    throw new UserError(
      'definition',
      `${file}${line > 0 ? `:${line}` : ''} uses ${name}, which does not exist in Functions.`,
      absent[name] ?? absent.process
    )
  }
}

/** `process.env.KEY` may be written otherwise: `process.env['KEY']`. */
const patternOf = (name: string): RegExp =>
  new RegExp(`\\b${name.replace(/^process\.env\.(\w+)$/, `process\\W+env\\W+$1`)}\\b`)

/**
 * `typeof Blob`, or `if (goog.global.Blob)`. What asks for `globalThis`, which there is, needs none of its older names.
 */
const asksFirst = (name: string, module: string): boolean =>
  new RegExp(`typeof ${name}\\b|\\b(global|globalThis|window|self)\\.${name}\\b`).test(module) ||
  (['global', 'self'].includes(name) && /typeof globalThis\b/.test(module))

function freeNames(root: string, syntax: Syntax, variables: string[]): { name: string; start: number }[] {
  const { tree, identifiers } = syntax
  // Hardly any bundle names one, and where nothing is named nothing needs to be looked up.
  const isNamed = identifiers.some(({ name }) => Object.hasOwn(absent, name))
  const reads = [...environmentReads(root, syntax), ...requireCalls(syntax)]
  if (!isNamed && reads.length === 0) return []
  const { globalScope } = analyze(tree as Parameters<typeof analyze>[0], { ecmaVersion: 2022 })
  const free = new Set<unknown>([
    ...globalScope!.through
      .map(({ identifier }) => identifier)
      .filter(({ name }) => Object.hasOwn(absent, name)),
    ...reads
  ])
  const allowed = new Set<Node>()
  const read = new Map<Node, string>()
  fullAncestor(tree, (node, _, ancestors) => {
    if (!free.has(node)) return
    const member = memberOf(ancestors)
    if (isAskedOrTried(node, ancestors) || variables.includes(member ?? '')) allowed.add(node)
    else if (member !== undefined) read.set(node, member)
  })
  return identifiers
    .filter((identifier) => free.has(identifier) && !allowed.has(identifier))
    .map((identifier) => {
      const { name, start } = identifier
      const member = name === environmentName ? read.get(identifier) : undefined
      return { name: member === undefined ? (written[name] ?? name) : `process.env.${member}`, start }
    })
}

/** What esbuild makes of `require(name)`, of which nobody knows what it asks for before it runs: it throws then. */
const requireName = '__require'

/** What stands in the source for a name of the bundle. */
const written: Record<string, string> = { [environmentName]: 'process', [requireName]: 'require' }

/** A library may ask for what it then does without, as it asks in a `try`; an author counts on it. */
function requireCalls({ code, identifiers }: Syntax): Identifier[] {
  const [, ...calls] = identifiers.filter(({ name }) => name === requireName)
  return calls.filter(({ start }) => !isOfDependency(path.resolve('/', moduleAt(code, start).file)))
}

/**
 * What a definition reads of `process.env` beyond the variables that it is given. A library may read what it likes, as it
 * does without those that it does not find; an author counts on them.
 */
function environmentReads(root: string, { code, identifiers }: Syntax): Identifier[] {
  const [, ...reads] = identifiers.filter(({ name }) => name === environmentName)
  return reads.filter(({ start }) => {
    const { file } = moduleAt(code, start)
    if (path.resolve(root, file).startsWith(runtimeFolder)) return false
    const absolute = path.resolve('/', file)
    return !isOfDependency(absolute) || segmentModules.test(absolute)
  })
}

/** Of `process.env.KEY`, `KEY`. */
function memberOf(ancestors: Node[]): string | undefined {
  const parent = ancestors.at(-2)
  if (!parent || !is(parent, 'MemberExpression')) return undefined
  const { property } = parent
  if (is(property, 'Literal')) return String(property.value)
  return !parent.computed && is(property, 'Identifier') ? property.name : undefined
}

/** `typeof process`, or `try { process.env } catch {}`. */
const isAskedOrTried = (node: Node, ancestors: Node[]): boolean =>
  isTried(ancestors) ||
  ancestors.some(
    (around) =>
      around.type === 'UnaryExpression' &&
      'operator' in around &&
      around.operator === 'typeof' &&
      'argument' in around &&
      around.argument === node
  )

/** esbuild writes `// path` above each module. */
function moduleAt(code: string, at: number): { file: string; text: string } {
  const comments = [...code.matchAll(moduleComment)]
  const next = comments.findIndex(({ index }) => index > at)
  // What stands above all modules are esbuild's own helpers.
  if (next === 0) return { file: '', text: code.slice(0, comments[0]!.index) }
  const comment = comments.at(next === -1 ? -1 : next - 1)
  return {
    file: comment?.[1] ?? '',
    text: code.slice(comment?.index, next === -1 ? undefined : comments[next]!.index)
  }
}
