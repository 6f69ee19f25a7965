/**
 * The `console` of what is bundled into a function: Segment shows its logs beside events that failed, so they hold no
 * secret. The build puts it in the place of the global one, where one is used.
 *
 * Objects are logged as JSON would have them: that is what can be looked through.
 */
import { withoutSecrets } from './secrets.ts'

const hostConsole = globalThis.console

const maskedConsole = /* @__PURE__ */ new Proxy(hostConsole, {
  get(target, name) {
    const member: unknown = Reflect.get(target, name)
    if (typeof member !== 'function') return member
    return (...values: unknown[]): unknown => Reflect.apply(member, target, values.map(shown))
  }
})

export { maskedConsole as console }

function shown(value: unknown): unknown {
  try {
    if (typeof value === 'boolean' || value === undefined || value === null) return value
    if (typeof value !== 'object') {
      const text = String(value)
      const masked = withoutSecrets(text)
      return typeof value === 'number' && masked === text ? value : masked
    }
    if (hasStack(value)) return withoutSecrets(value.stack)
    const text = JSON.stringify(value, plain) as string | undefined
    return text === undefined ? undefined : masked(JSON.parse(text))
  } catch {
    // A cycle, a getter that throws: it is not worth an event.
    return '[cannot be shown]'
  }
}

/** Each text and each key by itself, as the mask of a number would not leave JSON. */
function masked(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(masked)
  if (typeof json !== 'object' || json === null) return shown(json)
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [withoutSecrets(key), masked(value)]))
}

/** What JSON leaves out or spells out in bytes. */
function plain(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (hasStack(value)) return value.stack
  return value instanceof Map || value instanceof Set ? [...value] : value
}

const hasStack = (value: object): value is { stack: string } =>
  'stack' in value && typeof value.stack === 'string'
