/**
 * Takes the network away from a thread for good, below every mock: no socket of it connects and no name is resolved, not
 * even localhost. The mock answers before a request comes this far; what does come has slipped past it.
 */
import dgram from 'node:dgram'
import dns from 'node:dns'
import net from 'node:net'

const { connect } = net.Socket.prototype
let isClosed = false

/** Closes the thread's network; {@link openForAWhile} alone opens it again, for a while. */
export function closeNetwork(): void {
  isClosed = true
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    if (!isClosed) return Reflect.apply(connect, this, args) as net.Socket
    return this.destroy(refusal('a connection'))
  }
  for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
    refuseAll(
      resolver as unknown as Record<string, unknown>,
      /^(lookup|resolve|reverse)/,
      'a name to resolve'
    )
  refuseAll(dgram as unknown as Record<string, unknown>, /^createSocket$/, 'a socket')
}

/** For requests that really are to be sent. @returns closes the network again */
export function openForAWhile(): () => void {
  const before = isClosed
  isClosed = false
  return () => (isClosed = before)
}

function refuseAll(module: Record<string, unknown>, names: RegExp, what: string): void {
  for (const [name, original] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
    if (!names.test(name) || typeof original.value !== 'function') continue
    const call = original.value as (...args: unknown[]) => unknown
    module[name] = function (this: unknown, ...args: unknown[]) {
      if (isClosed) throw refusal(what)
      return Reflect.apply(call, this, args)
    }
  }
}

const refusal = (what: string) =>
  Object.assign(new Error(`the network is closed here: ${what} was asked for`), { code: 'ENETUNREACH' })
