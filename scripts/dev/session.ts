/**
 * One run of `dev`: every event goes through every destination function in the host, each function in a thread of its own
 * with one call at a time, as in one process of Segment's.
 */
import { createHost } from '../host/index.ts'
import type { Host } from '../host/index.ts'
import type { IncomingRequest, SourceInvocation } from '../host/types.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { completeEvent } from './complete-event.ts'
import { Deliveries } from './deliveries.ts'
import type { Entry, Result } from './entry.ts'
import { nothingKnown, readKnown } from './known.ts'
import type { Known } from './known.ts'
import { Line } from './line.ts'
import { Masks } from './masks.ts'
import { resultOf } from './result.ts'
import type { Row } from './rows.ts'
import { SettingsStore } from './settings.ts'
import { ConfigFile } from './take-over.ts'
import type { Delivery, Destination, Unit } from './unit.ts'
import { mostAtOnce, networkOf, usualAnswer } from './vendor.ts'
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
export type Happening = { kind: 'event'; id: number } | { kind: 'state' } | { kind: 'cleared' }

export class Session {
  readonly root: string
  readonly now: () => number
  readonly units = new Map<string, Unit>()
  readonly settings: SettingsStore
  readonly config: ConfigFile
  readonly deliveries: Deliveries
  readonly #masks: Masks
  readonly #known: Map<string, Known>
  readonly #onlookers = new Set<(happening: Happening) => void>()
  readonly #end = new AbortController()
  /** Who waits for the next round of builds. */
  readonly #rounds: (() => void)[] = []
  #changing: Promise<unknown> = Promise.resolve()
  #trialHost: Promise<Host> | undefined

  private constructor(root: string, now: () => number, settings: SettingsStore, known: Map<string, Known>) {
    this.root = root
    this.#known = known
    this.now = now
    this.settings = settings
    this.config = new ConfigFile(root)
    this.#masks = new Masks(settings)
    this.deliveries = new Deliveries({
      now,
      destinations: () => this.destinations(),
      invoke: (unit, texts) => this.invoke(unit, texts),
      onChange: (id) => this.#tell({ kind: 'event', id })
    })
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
      const line = new Line<Delivery>({
        work: (calls) => this.deliveries.run(this.destination(name), calls),
        most: () => mostAtOnce(this.unit(name).vendor)
      })
      const unit = { name, vendor: usualAnswer, host: hosts[index]!, line }
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

  /**
   * Hands an event to every function.
   *
   * @param from - who sent it, as people call it
   * @returns at once; `done` resolves when all functions have ended
   */
  take(event: SegmentEvent, from: string, warnings: string[] = []): { id: number; done: Promise<void> } {
    const receivedAt = new Date(this.now()).toISOString()
    return this.deliveries.take({ event, from, receivedAt, warnings })
  }

  /**
   * An event and what became of it, as it may be shown.
   *
   * @throws UserError when it was never there or is forgotten
   */
  shown(id: number): Entry {
    return this.redactAll(this.deliveries.entry(id))
  }

  /** What the list shows of an event; undefined when it is forgotten. */
  shownRow(id: number): Row | undefined {
    const row = this.deliveries.row(id)
    return row && { ...row, ...this.redactAll({ title: row.title, detail: row.detail, from: row.from }) }
  }

  clear(): void {
    this.deliveries.clear()
    this.#tell({ kind: 'cleared' })
  }

  /** Resolves when all that has arrived so far has gone through. */
  async settled(): Promise<void> {
    await Promise.all([...this.units.values()].map(({ line }) => line.settled()))
  }

  /** For what is tried beside the functions: they keep what they remember. */
  trialHost(): Promise<Host> {
    return (this.#trialHost ??= createHost())
  }

  /** To a vendor who is really there goes nothing that is made up. */
  #settingsOf({ name, build, vendor }: Unit): Record<string, unknown> {
    return vendor.kind === 'live' ? this.settings.set(name) : this.settings.of(build!.fn)
  }

  /**
   * @param texts - events, as JSON
   * @returns of each event what is to be shown only with the values of secrets hidden
   */
  async invoke(unit: Destination, texts: string[]): Promise<Result[]> {
    const { build, vendor, host } = unit
    const { code } = build
    const settings = this.#settingsOf(unit)
    const network = networkOf(vendor)
    const events = texts.map((text) => JSON.parse(text) as SegmentEvent)
    const invocations =
      network.kind === 'live'
        ? await Promise.all(events.map((event) => host.invoke(event, settings, network, { code })))
        : await host.invokeEach(texts, settings, network, { code })
    return events.map((event, index) => resultOf(unit, event, invocations[index]!))
  }

  /** Names stand for the values of secret settings; made-up values are none. */
  redact<Value>(unit: Unit, value: Value): Value {
    return this.#masks.redact(unit, value)
  }

  /** What came from outside, as it may be shown: whoever sent it may have put any secret into it. */
  redactAll<Value>(value: Value): Value {
    return [...this.units.values()].reduce((shown, unit) => this.redact(unit, shown), value)
  }

  explain(event: SegmentEvent): ({ function: string } & Way)[] {
    return this.destinations().map((unit) => {
      const { fn, config } = unit.build
      return { function: unit.name, ...this.redactAll(wayOf(fn, config, event)) }
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
    this.deliveries.close()
    const hosts = [...this.units.values()].map(({ host }) => host)
    await Promise.all([...hosts, await this.#trialHost].map((host) => host?.close()))
  }
}
