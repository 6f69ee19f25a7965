/**
 * Loads a function's code the way Segment's published loader does (segmentio/functions-library, buildpack/boreal):
 * inside a plain function whose parameters are an export object and every handler's name, in a `vm` context. `onBatch` is
 * assumed to be one more parameter: the published loader is older than batches.
 */
import vm from 'node:vm'
import { handlerNames } from '../shared/handlers.ts'
import type { HandlerName } from '../shared/handlers.ts'

/** What the code left under each handler's name: usually a function, but nothing keeps it from being something else. */
export type Handlers = Record<HandlerName, unknown>

/** The code could not be loaded, and with it every event is lost. `cause` is what was thrown. */
export class LoadError extends Error {
  override name = 'LoadError'
}

/**
 * @param code - the function as Segment stores it
 * @param options.context - a contextified object with the provided globals
 * @param options.window - what `this` is at top level
 * @param options.defaults - the value of each handler the code does not define
 * @param options.file - how to call the code in messages; in stacks it is `handler.js`, as in Segment
 * @throws LoadError with the line, when the code does not parse or throws while it loads
 */
export function loadFunction(
  code: string,
  options: { context: vm.Context; window: object; defaults: Handlers; file?: string | undefined }
): Handlers {
  const { context, window, defaults, file = 'handler.js' } = options
  const exported = {} as Handlers
  try {
    const load = parse(code).runInContext(context) as (...args: unknown[]) => void
    load.call(window, exported, ...handlerNames.map((name) => defaults[name]))
    return exported
  } catch (cause) {
    throw new LoadError(`the function could not be loaded: ${place(cause, file)}: ${describe(cause)}`, {
      cause
    })
  }
}

let latest: { code: string; script: vm.Script } | undefined

/** The same code is loaded again and again, each time into a context of its own; to parse it once is enough. */
function parse(code: string): vm.Script {
  if (latest?.code !== code) {
    const script = new vm.Script(wrap(code.replace(/^\uFEFF/, '')), {
      filename: 'handler.js',
      lineOffset: -2
    })
    latest = { code, script }
  }
  return latest.script
}

/**
 * The assignments stand before the code too, because it may return early and declarations are hoisted. The code starts
 * on line 3 after two spaces; with `lineOffset: -2` lines are the author's, columns of the first line are 2 too high.
 */
function wrap(code: string): string {
  const exportName = `__exports${Math.floor(Math.random() * 1_000_000)}`
  const assignments = handlerNames.map((name) => `${exportName}.${name} = ${name};`).join('')
  return `(function (${[exportName, ...handlerNames].join(', ')}) {\n  ${assignments}\n  ${code}\n;${assignments}\n});`
}

function place(thrown: unknown, file: string): string {
  const stack = typeof thrown === 'object' && thrown !== null && 'stack' in thrown ? String(thrown.stack) : ''
  const line = /handler\.js:(\d+)/.exec(stack)?.[1]
  return line ? `${file}:${line}` : file
}

function describe(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'name' in thrown)
    return `${String(thrown.name)}: ${String(thrown.message)}`
  return `it threw ${String(thrown)}`
}
