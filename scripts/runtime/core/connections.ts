/**
 * Connections that are used again. node-fetch 2.6.0 opens TCP and TLS anew for every request unless it is given an agent;
 * one agent of the host's `https` (Segment: Functions, Dependencies) serves all requests of a process.
 *
 * Between two events a process is frozen for as long as it pleases Segment, and does not hear its vendor hang up. So a
 * connection is used again only while its last answer is young.
 */
import type { Agent } from 'node:https'
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'

/** Below the 5 s after which Node's own servers hang up; proxies and load balancers wait longer. */
const longestIdleMs = 4_000

let agent: Agent | undefined
const answeredAt = new WeakMap<Socket, number>()

function sharedAgent(): Agent {
  if (agent) return agent
  agent = new https.Agent({ keepAlive: true })
  // A socket is free when its answer has been read.
  agent.on('free', (socket: Socket) => answeredAt.set(socket, Date.now()))
  return agent
}

function closeIdle({ freeSockets }: Agent, idleMs: number): void {
  const youngest = Date.now() - idleMs
  for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? []))
    if ((answeredAt.get(socket) ?? 0) <= youngest) socket.destroy()
}

export interface KeptConnection {
  /** For one request: the shared agent, which tells what connection it gave. */
  agent: Agent
  /** Whether it was a used connection, which died before a byte of an answer came: the vendor had hung up before. */
  wasDead(): boolean
}

/** @param fresh - closes all connections that nothing uses, as one of them turned out to be dead */
export function keptConnection(fresh = false): KeptConnection {
  const shared = sharedAgent()
  closeIdle(shared, fresh ? 0 : longestIdleMs)
  let used: { request: ClientRequest; socket?: Socket; bytesBefore?: number } | undefined
  const addRequest = (request: ClientRequest, ...rest: unknown[]): void => {
    const use: typeof used = (used = { request })
    request.once('socket', (socket) => Object.assign(use, { socket, bytesBefore: socket.bytesRead }))
    ;(shared as Agent & { addRequest(...given: unknown[]): void }).addRequest(request, ...rest)
  }
  return {
    agent: Object.create(shared, { addRequest: { value: addRequest } }) as Agent,
    wasDead: () => used?.request.reusedSocket === true && used.socket?.bytesRead === used.bytesBefore
  }
}
