/**
 * The globals of a function: what Segment documents and what its published loader adds, and nothing more.
 * `process`, `require`, `AbortController`, `TextEncoder` and the rest are absent because they do not enter a vm context.
 */
import crypto from 'node:crypto'
import type https from 'node:https'
import vm from 'node:vm'
import zlib from 'node:zlib'
import { functionErrors } from './function-errors.ts'
import { provideLibraries } from './libraries.ts'
import type { FunctionCache } from './cache.ts'
import type { HostFetch } from './fetch.ts'
import type { SegmentCollector } from './segment.ts'
import type { FunctionTimers } from './timers.ts'

export interface ProcessGlobals {
  cache: FunctionCache
  console: Console
  fetch: HostFetch
  https: typeof https
  segment: SegmentCollector['global']
  timers: FunctionTimers['globals']
  /** What `Date.now()` gives. */
  now: () => number
}

/** @returns a contextified object with the globals, and the second copy of them that is `window` and `this` at top level */
export function createGlobals(own: ProcessGlobals): { context: vm.Context; window: object } {
  const { Headers, Request, Response } = own.fetch
  const window: Record<string, unknown> = {
    ...provideLibraries(),
    ...functionErrors,
    ...own.timers,
    Buffer,
    Headers,
    Request,
    Response,
    // The published loader gives it to destination functions, too, where nobody reads what it collects.
    Segment: own.segment,
    URL,
    URLSearchParams,
    cache: own.cache,
    console: own.console,
    crypto,
    fetch: own.fetch,
    https: own.https,
    // "zlib" on npm is older than Node's own module, which `require('zlib')` gives in any case.
    zlib: { zlib }
  }
  window.window = window
  const context = vm.createContext({ ...window })
  setDate.runInContext(context)(own.now)
  return { context, window }
}

/**
 * Each look at a global of a vm context asks the host, which takes longer than what most lines do with it. A variable of
 * the context's scripts stands before its global, and is found at once.
 */
export function quicken(context: vm.Context): void {
  const names = (globalNames.runInContext(context) as string[]).filter((name) => isVariable.test(name))
  vm.runInContext(`let ${names.map((name) => `${name} = globalThis.${name}`).join(', ')}`, context)
}

const globalNames = new vm.Script('Error.stackTraceLimit = 0; Object.getOwnPropertyNames(globalThis)')

const isVariable = /^(?!(?:undefined|NaN|Infinity|globalThis)$)[\w$]+$/

/** Makes the context's Date follow the host's clock; `new Date(…)` with arguments stays what it is. */
const setDate = new vm.Script(`(now) => {
  const RealDate = Date
  RealDate.now = () => now()
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget)
  })
  RealDate.prototype.constructor = globalThis.Date
}`) as { runInContext(context: vm.Context): (now: () => number) => void }
