/**
 * Names in the place of secret settings, in all that is shown. A value that was replaced may still stand in older events, so
 * none is forgotten; made-up values are no secrets.
 */
import { redactor } from '../input/redact.ts'
import { redactTexts } from '../replay/invoke-result.ts'
import type { SettingsStore } from './settings.ts'
import type { Unit } from './unit.ts'

type Redact = (text: string) => string

/** Titles and users of events come again and again, and each event is told of twice. */
const rememberedTexts = 5_000
const longestRemembered = 200

export class Masks {
  readonly #settings: SettingsStore
  /** Of each function, by the values that it had. */
  readonly #redactors = new Map<string, Map<object, { of: object; redact: Redact }>>()

  constructor(settings: SettingsStore) {
    this.#settings = settings
  }

  /** Hides what the function was given. */
  redact<Value>(unit: Unit, value: Value): Value {
    return this.#of(unit).reduce((shown, redact) => redactTexts(shown, redact), value)
  }

  #of({ name, build }: Unit): Redact[] {
    const set = this.#settings.set(name)
    const known = this.#redactors.get(name) ?? new Map<object, { of: object; redact: Redact }>()
    this.#redactors.set(name, known)
    const definitions = build?.fn.settings
    // A definition that was saved may have made a setting secret.
    if (definitions && Object.keys(set).length > 0 && known.get(set)?.of !== definitions)
      known.set(set, { of: definitions, redact: remembering(redactor(definitions, set)) })
    return [...known.values()].map(({ redact }) => redact)
  }
}

function remembering(redact: Redact): Redact {
  const remembered = new Map<string, string>()
  return (text) => {
    if (text.length > longestRemembered) return redact(text)
    const before = remembered.get(text)
    if (before !== undefined) return before
    if (remembered.size >= rememberedTexts) remembered.clear()
    const shown = redact(text)
    remembered.set(text, shown)
    return shown
  }
}
