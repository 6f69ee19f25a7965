import { describe, expect, it } from '@jest/globals'
import { createProcess } from '../../scripts/host/process.ts'

/** Runs a track event through the code and says what happened, in a word or with the error. */
async function track(code: string): Promise<string> {
  const { outcome, error, logs } = await createProcess({ code }).invoke({ type: 'track' }, {})
  return error ? `${error.name}: ${error.message}` : [outcome, ...logs].join(' ')
}

const handler = `function onTrack() { console.log('called') }`

describe('handlers at top level', () => {
  it.each([
    ['a declaration', handler],
    ['an async declaration', `async ${handler}`],
    ['var', `var onTrack = ${handler}`],
    ['an assignment', `onTrack = ${handler}`],
    ['a declaration after a return', `return; ${handler}`],
    ['a declaration before a comment on the last line', `${handler} // the end`],
    ['a declaration after a byte order mark', `\uFEFF${handler}`]
  ])('are found: %s', async (_name, code) => {
    expect(await track(code)).toBe('delivered called')
  })

  it.each(['const onTrack = () => {}', 'let onTrack', 'class onTrack {}'])(
    'are no lexical names: %s',
    async (code) => {
      expect(await track(code)).toBe(
        `LoadError: the function could not be loaded: handler.js:1: SyntaxError: Identifier 'onTrack' has already been declared`
      )
    }
  )

  it('onBatch is one of them', async () => {
    expect(await track('const onBatch = () => []')).toMatch("Identifier 'onBatch' has already been declared")
  })

  it('that are assigned after an early return are not found', async () => {
    expect(await track(`return; var onTrack = ${handler}`)).toBe('EventNotSupported: track not supported')
  })
})

describe('code that cannot be loaded', () => {
  it.each([
    [`import x from 'x'`, 'SyntaxError: Cannot use import statement outside a module'],
    [`export const x = 1`, "SyntaxError: Unexpected token 'export'"],
    [
      `await Promise.resolve()`,
      'SyntaxError: await is only valid in async functions and the top level bodies of modules'
    ],
    [`module.exports = {}`, 'ReferenceError: module is not defined'],
    [`exports.onTrack = 1`, 'ReferenceError: exports is not defined'],
    [`require('fs')`, 'ReferenceError: require is not defined'],
    [`process.env`, 'ReferenceError: process is not defined'],
    [`global.x`, 'ReferenceError: global is not defined'],
    [`__filename`, 'ReferenceError: __filename is not defined'],
    [`__dirname`, 'ReferenceError: __dirname is not defined'],
    [`throw new TypeError('no')`, 'TypeError: no'],
    [`null.x`, "TypeError: Cannot read properties of null (reading 'x')"]
  ])('%s', async (line, message) => {
    expect(await track(`${handler}\n\n${line}`)).toBe(
      `LoadError: the function could not be loaded: handler.js:3: ${message}`
    )
  })

  it('loses every event, and names the file it was given', async () => {
    const process = createProcess({ code: '\nthrow "nothing"', file: 'dist/dub/function.js' })
    const message = 'the function could not be loaded: dist/dub/function.js: it threw nothing'
    const lost = {
      outcome: 'discarded',
      failure: { label: 'Bad Request', code: 'BAD_REQUEST' },
      error: { name: 'LoadError', message },
      logs: [],
      warnings: [],
      durationMs: expect.any(Number)
    }
    expect(await process.invoke({ type: 'track' }, {})).toEqual(lost)
    expect(await process.invoke({ type: 'identify' }, {})).toEqual(lost)
  })
})

describe('loaded code', () => {
  const inHandler = (body: string, before = '') =>
    track(`${before}\nasync function onTrack(event, settings) { ${body} }`)

  it('has the lines of the author in stacks', async () => {
    const process = createProcess({ code: `function onTrack() {\n  throw new Error('here')\n}` })
    const { error } = await process.invoke({ type: 'track' }, {})
    expect(error?.stack).toMatch(/^Error: here\n {4}at onTrack \(handler\.js:2:9\)/)
  })

  it('runs in sloppy mode, whatever its first line says', async () => {
    const code = `'use strict'\nsloppy = 1\nfunction onTrack() { console.log(sloppy, this === globalThis) }`
    expect(await track(code)).toBe('delivered 1 true')
  })

  it('may be strict inside a function', async () => {
    expect(await inHandler(`'use strict'; undeclared = 1`)).toBe('ReferenceError: undeclared is not defined')
  })

  it('has window as this, which is not the global object', async () => {
    const before = 'const top = this; window.foo = 1'
    expect(await inHandler('console.log(top === window, window === globalThis, typeof foo)', before)).toBe(
      'delivered true false undefined'
    )
  })

  it('may use eval and new Function', async () => {
    expect(await inHandler(`console.log(eval('1 + 1'), new Function('return 3')())`)).toBe('delivered 2 3')
  })

  it('cannot import', async () => {
    expect(await inHandler(`await import('fs')`)).toBe(
      'TypeError: A dynamic import callback was not specified.'
    )
  })

  it('keeps its module scope between the events of a process', async () => {
    const process = createProcess({ code: `let calls = 0\nfunction onTrack() { console.log(++calls) }` })
    const first = await process.invoke({ type: 'track' }, {})
    const second = await process.invoke({ type: 'track' }, {})
    expect([first.logs, second.logs]).toEqual([['1'], ['2']])
  })

  it('keeps what it assigned to a provided global', async () => {
    const process = createProcess({
      code: `function onTrack() { uuidv5 = uuidv5.uuidv5; console.log(typeof uuidv5) }`
    })
    await process.invoke({ type: 'track' }, {})
    const { error } = await process.invoke({ type: 'track' }, {})
    expect(error?.message).toMatch('uuidv5.uuidv5 is uuidv5@1.0.0 in Segment')
  })
})

describe('the two realms', () => {
  it.each([
    ['new ValidationError() instanceof Error', false],
    ['new ValidationError() instanceof ValidationError', true],
    ['new fetch.FetchError() instanceof Error', false],
    ['event instanceof Object', false],
    ['event.list instanceof Array', false],
    ['Array.isArray(event.list)', true],
    ['new Error() instanceof Error', true],
    ['settings instanceof Object', false]
  ])('%s is %s', async (expression, value) => {
    const process = createProcess({
      code: `function onTrack(event, settings) { console.log(${expression}) }`
    })
    const { logs } = await process.invoke({ type: 'track', list: [] }, {})
    expect(logs).toEqual([String(value)])
  })

  it('does not keep a handler from being awaited, or a thenable', async () => {
    const process = createProcess({
      code: `function onTrack() { return { then(resolve, reject) { reject(new RetryError('later')) } } }`
    })
    expect((await process.invoke({ type: 'track' }, {})).outcome).toBe('retried')
  })
})
