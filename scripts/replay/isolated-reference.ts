/**
 * The reference engine in a thread of its own: an action that never ends, eats the memory or ends the process costs its
 * own fixture, and no other.
 */
import { entryOf } from '../compile/read/load.ts'
import type { ResolvedFunction } from '../compile/types.ts'
import { Thread } from '../host/thread.ts'
import type { Network } from '../host/types.ts'
import type { Fixture } from './fixture.ts'
import type { ReferenceRun, ReferenceSubject } from './reference.ts'

/** What the worker is asked: all of it is plain data. */
export interface ReferenceCall {
  /** The bundled definition, left out where it is that of the call before, and the path it stands for. */
  code?: string
  file: string
  subscriptions: ReferenceSubject['subscriptions']
  /** What it reads of `process.env`: texts, and secrets that settings hold, by their names. */
  env?: { texts: Record<string, string>; secrets: Secret[] }
  handlers: string[]
  fixture: ReferenceInput
}

export interface Secret {
  name: string
  required: boolean
}

/** What a run needs of a fixture; another network than its exchanges answers where one is given. */
export type ReferenceInput = Pick<Fixture, 'batch' | 'events' | 'settings' | 'exchanges'> & {
  network?: Network
}

export type ReferenceMessage =
  { kind: 'ready' } | { kind: 'done'; result: ReferenceRun } | { kind: 'failed'; error: unknown }

/** A loop is ended then. More than a function has, as actions-core takes several times as long, and machines are busy. */
const limitMs = 15_000

export class IsolatedReference {
  readonly #thread = new Thread<ReferenceMessage>(new URL('reference-worker.ts', import.meta.url))

  async ready(): Promise<void> {
    await this.#thread.ready()
  }

  /**
   * @param fn - the function with the fixture's presets
   * @param code - its definition, bundled
   * @param handlers - the handlers of the compiled function
   */
  async run(
    fn: ResolvedFunction,
    code: string,
    handlers: string[],
    fixture: ReferenceInput
  ): Promise<ReferenceRun> {
    const { batch, events, settings, exchanges, network } = fixture
    const call: ReferenceCall = {
      ...((await this.#thread.isNews(code)) && { code }),
      file: entryOf(fn.folder),
      subscriptions: fn.subscriptions.map(({ action, subscribe, mapping }) => ({
        action,
        subscribe,
        mapping
      })),
      ...(fn.env && {
        env: {
          texts: fn.env.texts,
          secrets: fn.env.specs.map(({ key, required = false }) => ({ name: key, required }))
        }
      }),
      handlers,
      fixture: { batch, events, settings, exchanges, ...(network && { network }) }
    }
    const end = await this.#thread.call(call, limitMs, (message) =>
      message.kind === 'ready' ? undefined : message
    )
    if (end.kind === 'silent') return lost(`it did not end within ${limitMs} ms`)
    if (end.kind === 'lost') return lost(end.reason)
    // Also where the engine itself failed: an action may have changed what it stands on, such as Array.prototype.
    const result =
      end.reply.kind === 'failed' ? lost(`the engine failed: ${String(end.reply.error)}`) : end.reply.result
    // What never came to an end may still come to something.
    if (result.broken !== undefined) await this.#thread.stop()
    return result
  }

  stop(): Promise<void> {
    return this.#thread.stop()
  }
}

const lost = (broken: string): ReferenceRun => ({ outcome: 'retried', requests: [], broken })
