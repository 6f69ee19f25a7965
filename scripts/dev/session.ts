/**
 * One run of `dev`: every event goes through every destination function in the host, each function in a thread of its own
 * with one call at a time, as in one process of Segment's.
 */
import { randomUUID } from 'node:crypto'
import { createHost } from '../host/index.ts'
import type { IncomingRequest, SourceInvocation } from '../host/types.ts'
import { explainCondition } from '../explain/index.ts'
import { redactor } from '../input/redact.ts'
import { redactTexts } from '../replay/invoke-result.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { Entries } from './entries.ts'
import type { Entry, Result } from './entries.ts'
import { nothingKnown, readKnown } from './known.ts'
import type { Known } from './known.ts'
import { Line } from './line.ts'
import { Retries } from './retries.ts'
import { SettingsStore } from './settings.ts'
import { ConfigFile } from './take-over.ts'
import type { Destination, Unit } from './unit.ts'
import { networkOf, usualAnswer } from './vendor.ts'
import { watchFunctions } from './watch.ts'
import { wayOf } from './way.ts'
import type { Way } from './way.ts'

export interface SessionOptions {
  /** The project's folder. */
  root: string
  /** Functions; all when empty. */
  names?: string[]
  /** A file with settings, from the project's folder. */
  settings?: string | undefined
  /** Functions that really send. */
  live?: string[]
  now?: () => number
}

/** What whoever looks on is told. */
export type Happening = { kind: 'arrived' | 'done'; entry: Entry } | { kind: 'state' } | { kind: 'cleared' }

export class Session {
  readonly root: string
  readonly now: () => number
  readonly units = new Map<string, Unit>()
  readonly settings: SettingsStore
  readonly config: ConfigFile
  readonly #known: Map<string, Known>
  readonly #retries: Retries
  readonly #entries = new Entries()
  readonly #onlookers = new Set<(happening: Happening) => void>()
  readonly #end = new AbortController()
  /** Who waits for the next round of builds. */
  readonly #rounds: (() => void)[] = []
  #changing: Promise<unknown> = Promise.resolve()

  private constructor(root: string, now: () => number, settings: SettingsStore, known: Map<string, Known>) {
    this.root = root
    this.#known = known
    this.now = now
    this.settings = settings
    this.config = new ConfigFile(root)
    this.#retries = new Retries(now)
  }

  /** @throws UserError for a function that does not exist, and for live ones without their settings */
  static async open({
    root,
    names = [],
    settings,
    live = [],
    now = Date.now
  }: SessionOptions): Promise<Session> {
    const known = await readKnown(root)
    const samples = (name: string) => known.get(name)?.settings ?? {}
    const session = new Session(root, now, await SettingsStore.open(root, names, settings, samples), known)
    try {
      await session.#start(names)
      for (const name of live) session.#goLive(name)
    } catch (error) {
      await session.close()
      throw error
    }
    return session
  }

  async #start(names: string[]): Promise<void> {
    const builds = new Map<string, Partial<Pick<Unit, 'build' | 'error'>>>()
    // Hosts are started when it is known which functions there are; what is built meanwhile waits here.
    const update = (name: string, change: Pick<Unit, 'build'> | Pick<Unit, 'error'>): void => {
      builds.set(name, { ...builds.get(name), ...change })
      const unit = this.units.get(name)
      if (unit) Object.assign(unit, change)
    }
    const all = await watchFunctions({
      root: this.root,
      names,
      signal: this.#end.signal,
      onBuilt: (name, build) => update(name, { build, error: undefined }),
      onError: (name, error) => update(name, { error }),
      onRound: () => {
        for (const resolve of this.#rounds.splice(0)) resolve()
        this.#tell({ kind: 'state' })
      }
    })
    const hosts = await Promise.all(all.map((name) => createHost({ file: `dist/${name}/function.js` })))
    all.forEach((name, index) => {
      const unit = { name, vendor: usualAnswer, host: hosts[index]!, line: new Line() }
      this.units.set(name, { ...unit, ...builds.get(name) })
    })
  }

  #goLive(name: string): void {
    const unit = this.unit(name)
    if (!unit.build) throw new UserError('definition', unit.error!.message, unit.error!.hint)
    this.settings.checkComplete(unit.build.fn)
    unit.vendor = { kind: 'live' }
  }

  /** @throws UserError naming the nearest function */
  unit(name: string): Unit {
    const unit = this.units.get(name)
    if (unit) return unit
    throw new UserError(
      'usage',
      `There is no function "${name}" here.`,
      suggestion(name, [...this.units.keys()])
    )
  }

  /** What the fixtures of a function tell. */
  known(name: string): Known {
    return this.#known.get(name) ?? nothingKnown
  }

  destinations(): Destination[] {
    return [...this.units.values()].filter((unit): unit is Destination => unit.build?.kind === 'destination')
  }

  /** @throws UserError for a source, and for a function that was not built yet */
  destination(name: string): Destination {
    const unit = this.unit(name)
    if (unit.build?.kind === 'destination') return unit as Destination
    throw new UserError('usage', `"${name}" is no destination that was built.`, unit.error?.message)
  }

  onHappening(onlooker: (happening: Happening) => void): () => void {
    this.#onlookers.add(onlooker)
    return () => void this.#onlookers.delete(onlooker)
  }

  #tell(happening: Happening): void {
    for (const onlooker of this.#onlookers) onlooker(happening)
  }

  /**
   * Changes files of the project, and waits until that was built.
   *
   * @param write - whether there was something to write
   */
  async change(write: () => Promise<boolean>): Promise<void> {
    const built = new Promise<void>((resolve) => this.#rounds.push(resolve))
    const done = write().then((isWritten) => (isWritten ? built : undefined))
    this.#changing = done.catch(() => undefined)
    await done
  }

  /** Resolves when no {@link change} is under way. */
  async unchanging(): Promise<void> {
    await this.#changing
  }

  /** Something that the page shows has changed. */
  touch(): void {
    this.#tell({ kind: 'state' })
  }

  /** How many events are kept. */
  get mostEntries(): number {
    return this.#entries.most
  }

  entries(after: number): Entry[] {
    return this.#entries.after(after)
  }

  /** @throws UserError when it was never there or is forgotten */
  entry(id: number): Entry {
    const entry = this.#entries.get(id)
    if (entry) return entry
    throw new UserError('event', `There is no event ${id}.`, 'The last 10,000 events are kept.')
  }

  clear(): void {
    this.#entries.clear()
    this.#retries.clear()
    this.#tell({ kind: 'cleared' })
  }

  /**
   * Hands an event to every function.
   *
   * @param from - who sent it, as people call it
   * @returns at once; `done` resolves when all functions have ended
   */
  take(event: SegmentEvent, from: string, warnings: string[] = []): { entry: Entry; done: Promise<void> } {
    const units = this.destinations()
    const receivedAt = new Date(this.now()).toISOString()
    const entry = this.#entries.add({ event, from, receivedAt, warnings, pending: units.length })
    const { id } = entry
    this.#tell({ kind: 'arrived', entry })
    const results: Result[] = []
    const calls = units.map((unit, index) => {
      unit.line.dropBefore(this.#entries.first)
      // Who waits in a line holds no event: it may be forgotten.
      return unit.line.add(id, async () => {
        const kept = this.#entries.get(id)
        if (!kept) return
        results[index] = await this.#attempt(unit, kept, 1)
        kept.results = results.filter(Boolean)
        kept.pending -= 1
        if (kept.pending === 0) this.#tell({ kind: 'done', entry: kept })
      })
    })
    if (units.length === 0) this.#tell({ kind: 'done', entry })
    return { entry, done: Promise.all(calls).then(() => undefined) }
  }

  /** @param number - of the attempt, from 1 */
  async #attempt(unit: Destination, entry: Entry, number: number): Promise<Result> {
    const result = await this.invoke(unit, entry.event)
    if (number > 1) result.attempt = number
    if (result.outcome === 'retried') {
      const retry = this.#retries.plan(`${entry.id} ${unit.name}`, number, () =>
        this.#again(unit, entry, number)
      )
      if (retry) result.retry = retry
    }
    return result
  }

  #again({ name }: Unit, entry: Entry, number: number): void {
    // Saved meanwhile, it is built anew.
    const unit = this.destinations().find((one) => one.name === name)
    if (!unit || !this.#entries.get(entry.id)) return
    void unit.line.add(entry.id, async () => {
      const result = await this.#attempt(unit, entry, number + 1)
      entry.results = entry.results.map((one) => (one.function === name ? result : one))
      this.#tell({ kind: 'done', entry })
    })
  }

  /**
   * Does not wait for the time at which an event comes back to a function.
   *
   * @throws UserError when it does not come back
   */
  async retryNow(entry: Entry, name: string): Promise<void> {
    const unit = this.unit(name)
    if (!this.#retries.runNow(`${entry.id} ${name}`))
      throw new UserError('event', `Event ${entry.id} does not come back to "${name}".`)
    await unit.line.settled()
  }

  /** Resolves when all that has arrived so far has gone through. */
  async settled(): Promise<void> {
    await Promise.all([...this.units.values()].map(({ line }) => line.settled()))
  }

  /** To a vendor who is really there goes nothing that is made up. */
  #settingsOf({ name, build, vendor }: Unit): Record<string, unknown> {
    return vendor.kind === 'live' ? this.settings.set(name) : this.settings.of(build!.fn)
  }

  async invoke(unit: Destination, event: SegmentEvent): Promise<Result> {
    const { build, vendor, host, name } = unit
    const { fn, code } = build
    const settings = this.#settingsOf(unit)
    const invocation = await host.invoke(event, settings, networkOf(vendor), { code })
    const { outcome, error, failure, requests, logs, warnings, durationMs } = invocation
    const isPresets = event.type !== 'delete'
    const taking = isPresets
      ? fn.subscriptions.filter(({ condition }) => explainCondition(condition, event).length === 0)
      : []
    return this.redact(unit, {
      function: name,
      outcome,
      error: error ? { name: error.name, message: error.message } : null,
      ...(failure && { failure }),
      presets: taking.map(({ preset }) => preset),
      requests,
      logs,
      warnings,
      vendor,
      durationMs
    })
  }

  /** Names stand for the values of secret settings; made-up values are none. */
  redact<Value>({ build, name }: Unit, value: Value): Value {
    const set = this.settings.set(name)
    if (!build || Object.keys(set).length === 0) return value
    return redactTexts(value, redactor(build.fn.settings, set))
  }

  /** What came from outside, as it may be shown: whoever sent it may have put any secret into it. */
  redactAll<Value>(value: Value): Value {
    return [...this.units.values()].reduce((shown, unit) => this.redact(unit, shown), value)
  }

  explain(event: SegmentEvent): ({ function: string } & Way)[] {
    return this.destinations().map((unit) => {
      const { fn, config } = unit.build
      return { function: unit.name, ...this.redact(unit, wayOf(fn, config, event)) }
    })
  }

  /** A webhook of a source: the messages it makes run on as events. */
  async receive(name: string, request: IncomingRequest): Promise<SourceInvocation> {
    const unit = this.unit(name)
    const { build } = unit
    if (build?.kind !== 'source')
      throw new UserError('usage', `"${name}" takes no webhooks.`, 'Name a function with a "source".')
    const settings = this.#settingsOf(unit)
    const { code } = build
    const received = await unit.host.receive(request, settings, networkOf(unit.vendor), { code })
    const { outcome, error, sends } = received
    for (const message of sends)
      this.take(completeEvent(message as unknown as SegmentEvent, this.now()), name)
    const { [outcome]: count = 0 } = unit.webhooks ?? {}
    unit.webhooks = {
      ...unit.webhooks,
      [outcome]: count + 1,
      latest: this.redact(unit, error ? `${outcome}: ${error.message}` : outcome)
    }
    this.touch()
    return this.redact(unit, received)
  }

  async close(): Promise<void> {
    this.#end.abort()
    this.#retries.clear()
    await Promise.all([...this.units.values()].map(({ host }) => host.close()))
  }
}

/** @returns the event with what Segment would have added on the way, where it is missing */
export function completeEvent(event: SegmentEvent, now: number): SegmentEvent {
  const receivedAt = new Date(now).toISOString()
  return {
    messageId: `dev-${randomUUID()}`,
    timestamp: receivedAt,
    originalTimestamp: receivedAt,
    sentAt: receivedAt,
    receivedAt,
    channel: 'server',
    context: {},
    ...event
  } as SegmentEvent
}
