/**
 * The probe function answers what is not documented of Segment's host: it is uploaded by hand, run by the Event Tester, and
 * says what it sees in the message of the error it throws. Our own host runs it too, so that both can be compared.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createHost } from '../host/index.ts'
import { UserError } from '../shared/errors.ts'

/** Documented globals (Segment: Functions, Destination functions), and those of Node and the web that may be there. */
const names = [
  ...'fetch cache EventNotSupported InvalidEventPayload ValidationError RetryError DropEvent crypto https zlib _ moment'.split(
    ' '
  ),
  ...'atob btoa FormData uuidv5 jsonwebtoken xml xml2js OAuth AWS stripe twilio sendgrid jsforce google winstonlib'.split(
    ' '
  ),
  ...'fetchretrylib hubspotlib libphonenumberjslib mailchimplib Segment console Buffer URL URLSearchParams'.split(
    ' '
  ),
  ...'Headers Request Response setTimeout setInterval setImmediate clearTimeout process require global window'.split(
    ' '
  ),
  ...'globalThis self module exports AbortController AbortSignal TextEncoder TextDecoder structuredClone'.split(
    ' '
  ),
  ...'queueMicrotask performance Blob Event EventTarget WebSocket WebAssembly Intl SharedArrayBuffer'.split(
    ' '
  )
]

/** Written for the oldest host that could be: each question stands alone, so that one that throws costs no other. */
const code = `// Answers questions about Segment's host. Send it a track event, and read the error: see the instructions.
function ask(question) {
  try {
    var answer = question()
    return answer === undefined ? 'undefined' : answer
  } catch (error) {
    return 'throws ' + (error && error.name)
  }
}
var topThis = this
var top = {
  'this': ask(function () { return typeof topThis }),
  'strict': ask(function () { return (function () { return this === undefined })() })
}
function onTrack(event, settings) {
  if (event.event === 'Probe String') throw 'a text'
  if (event.event === 'Probe Named') throw Object.assign(new Error('named RetryError'), { name: 'RetryError' })
  if (event.event === 'Probe Drop') throw new DropEvent('dropped')
  if (event.event === 'Probe Hang') return new Promise(function () {})
  throw new Error('PROBE ' + JSON.stringify({
    types: {
${names.map((name) => `      ${JSON.stringify(name)}: ask(function () { return typeof ${name} })`).join(',\n')}
    },
    versions: {
      node: ask(function () { return process.version }),
      lodash: ask(function () { return _.VERSION }),
      moment: ask(function () { return moment.version })
    },
    language: {
      at: ask(function () { return typeof [].at }),
      findLast: ask(function () { return typeof [].findLast }),
      toSorted: ask(function () { return typeof [].toSorted }),
      groupBy: ask(function () { return typeof Object.groupBy })
    },
    realms: {
      event: ask(function () { return event instanceof Object }),
      settings: ask(function () { return settings instanceof Object }),
      list: ask(function () { return event.properties.list instanceof Array }),
      retryIsError: ask(function () { return new RetryError('x') instanceof Error }),
      buffer: ask(function () { return Buffer.from('x') instanceof Uint8Array })
    },
    errors: {
      retry: ask(function () { return new RetryError('x').name }),
      validation: ask(function () { return new ValidationError('x').name }),
      notSupported: ask(function () { return new EventNotSupported('x').name }),
      invalid: ask(function () { return new InvalidEventPayload('x').name })
    },
    top: top
  }))
}
`

export const probeEvent = {
  type: 'track',
  event: 'Probe',
  userId: 'probe',
  messageId: 'probe-1',
  properties: { list: [1] }
}

export const probeInstructions = `1. In Segment: Connections, Catalog, Functions, New Function, Destination. Paste dist/probe/function.js, and save.
2. In the Event Tester of the editor send ${JSON.stringify(probeEvent)}.
3. Copy the error that it shows, which begins with PROBE, into a file, and compare: npm run doctor -- --probe-result FILE
4. Send the events "Probe String", "Probe Named", "Probe Drop" and "Probe Hang" too, and note what becomes of each.
5. Delete the function.
`

/** @returns the file, from the project's folder */
export async function writeProbe(root: string): Promise<string> {
  const file = 'dist/probe/function.js'
  await mkdir(path.join(root, path.dirname(file)), { recursive: true })
  await writeFile(path.join(root, file), code)
  return file
}

export interface ProbeDifference {
  /** `types.process`. */
  question: string
  segment: unknown
  ours: unknown
}

/**
 * @param told - the error's message, or a text that holds it
 * @returns where Segment's host answered otherwise than ours
 * @throws {UserError} `usage` when the text is no answer of the probe
 */
export async function compareProbe(told: string): Promise<ProbeDifference[]> {
  const segment = answersIn(told)
  const host = await createHost({ code, file: 'dist/probe/function.js' })
  try {
    const { error } = await host.invoke(probeEvent, {}, { kind: 'exchanges', exchanges: [] })
    const ours = answersIn(error?.message ?? '')
    const questions = [...new Set([...segment.keys(), ...ours.keys()])]
    return questions
      .filter((question) => segment.get(question) !== ours.get(question))
      .map((question) => ({ question, segment: segment.get(question), ours: ours.get(question) }))
  } finally {
    await host.close()
  }
}

function answersIn(told: string): Map<string, unknown> {
  const json = /PROBE (\{.*\})/s.exec(told)?.[1]
  try {
    const groups = JSON.parse(json ?? '') as Record<string, Record<string, unknown>>
    return new Map(
      Object.entries(groups).flatMap(([group, answers]) =>
        Object.entries(answers).map(([name, answer]): [string, unknown] => [`${group}.${name}`, answer])
      )
    )
  } catch (cause) {
    throw new UserError(
      'usage',
      'The file does not hold what the probe says: an error that begins with PROBE, and JSON behind it.',
      'Copy the whole message; npm run doctor -- --probe says how to get it.',
      { cause }
    )
  }
}
