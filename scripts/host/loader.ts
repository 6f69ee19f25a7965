/**
 * Loads a function's code the way Segment's published loader does (segmentio/functions-library, buildpack/boreal):
 * inside a plain function whose parameters are an export object and every handler's name, in a `vm` context. `onBatch` is
 * assumed to be one more parameter: the published loader is older than batches. A source function has `onRequest` alone.
 */
import vm from 'node:vm'

/** What the code left under each handler's name: usually a function, but nothing keeps it from being something else. */
export type Handlers<Name extends string = string> = Record<Name, unknown>

/** The code could not be loaded, and with it every event is lost. `cause` is what was thrown. */
export class LoadError extends Error {
  override name = 'LoadError'
}

/**
 * @param code - the function as Segment stores it
 * @param options.context - a contextified object with the provided globals
 * @param options.window - what `this` is at top level
 * @param options.defaults - the handlers there are, and the value of each that the code does not define
 * @param options.file - how to call the code in messages; in stacks it is `handler.js`, as in Segment
 * @throws LoadError with the line, when the code does not parse or throws while it loads
 */
export function loadFunction<Name extends string>(
  code: string,
  options: { context: vm.Context; window: object; defaults: Handlers<Name>; file?: string | undefined }
): Handlers<Name> {
  const { context, window, defaults, file = 'handler.js' } = options
  const exported = {} as Handlers<Name>
  const names = Object.keys(defaults) as Name[]
  try {
    const load = parse(code, names).runInContext(context) as (...args: unknown[]) => void
    load.call(window, exported, ...names.map((name) => defaults[name]))
    return exported
  } catch (cause) {
    throw new LoadError(`the function could not be loaded: ${place(cause, file)}: ${describe(cause)}`, {
      cause
    })
  }
}

let latest: { code: string; names: string; script: vm.Script } | undefined

/** The same code is loaded again and again, each time into a context of its own; to parse it once is enough. */
function parse(code: string, handlerNames: string[]): vm.Script {
  const names = handlerNames.join()
  if (latest?.code !== code || latest.names !== names) {
    const script = new vm.Script(wrap(code.replace(/^\uFEFF/, ''), handlerNames), {
      filename: 'handler.js',
      lineOffset: -2
    })
    latest = { code, names, script }
  }
  return latest.script
}

/** As unlikely a name as Segment's, which has a random number. */
const exportName = `__exports${Math.floor(Math.random() * 1_000_000)}`

/**
 * The assignments stand before the code too, because it may return early and declarations are hoisted. The code starts
 * on line 3 after two spaces; with `lineOffset: -2` lines are the author's, columns of the first line are 2 too high.
 */
function wrap(code: string, handlerNames: string[]): string {
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
