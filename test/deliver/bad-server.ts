/**
 * A server on loopback that misbehaves on the wire: the first step of a request's path says how. It writes bytes itself,
 * since Node's own server would not let most of this happen.
 */
import { createServer as createTlsServer } from 'node:tls'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { cert, key } from './fake-certificate.ts'

export interface SeenRequest {
  line: string
  authorization: string | undefined
}

export interface BadServer {
  url: string
  /** `https:`, with a certificate that nobody trusts. */
  tlsUrl: string
  /** The same server under another name. */
  otherUrl: string
  /** Requests by the first step of their path, in the order they came. */
  seen: Map<string, SeenRequest[]>
  close(): Promise<void>
}

/** Node would use a connection again, and not notice in time that this server closed it. */
const head = (status: number, ...headers: string[]): string =>
  [
    `HTTP/1.1 ${status} Words`,
    'connection: close',
    'content-type: application/json',
    ...headers,
    '',
    ''
  ].join('\r\n')

const message = '{"message":"Simulated failure"}'
const megabytes = (count: number): Buffer => Buffer.alloc(count * 1024 * 1024, 'x')

/** Sends a byte now and then until the other side hangs up. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('x'), 100)
  socket.on('close', () => clearInterval(timer))
}

/** What a server may do with a request; a status that stands in the path comes with it. */
const behaviours: Record<string, (socket: Socket, status: number, server: () => BadServer) => void> = {
  well: (socket, status) => socket.end(`${head(status, `content-length: ${message.length}`)}${message}`),
  'closes-at-once': (socket) => socket.destroy(),
  'closes-in-the-header': (socket) => socket.end('HTTP/1.1 200 O'),
  'closes-in-the-body': (socket, status) =>
    socket.end(`${head(status, 'content-length: 1000')}{"message":"Sim`),
  'closes-in-a-chunk': (socket, status) =>
    socket.end(`${head(status, 'transfer-encoding: chunked')}100\r\n{"message":"Sim`),
  'sends-garbage': (socket) => socket.end(Buffer.from('00ff48545450ffff0d0a0d0a', 'hex')),
  'announces-too-much': (socket, status) => socket.write(`${head(status, 'content-length: 1000')}${message}`),
  'announces-too-little': (socket, status) => socket.end(`${head(status, 'content-length: 4')}${message}`),
  'answers-after-6-seconds': (socket, status) => {
    const timer = setTimeout(() => socket.end(`${head(status)}${message}`), 6_000)
    socket.on('close', () => clearTimeout(timer))
  },
  'never-answers': () => undefined,
  'drips-the-header': (socket) => {
    socket.write('HTTP/1.1 200 Words\r\nx-slow: ')
    drip(socket)
  },
  'drips-the-body': (socket, status) => {
    socket.write(head(status))
    drip(socket)
  },
  'sends-10-megabytes': (socket, status) => {
    socket.write(head(status))
    socket.end(megabytes(10))
  },
  'unpacks-to-100-megabytes': (socket, status) => {
    socket.write(head(status, 'content-encoding: gzip'))
    socket.end(bomb)
  },
  'packs-badly': (socket, status) => socket.end(`${head(status, 'content-encoding: gzip')}${message}`),
  'packs-nothing': (socket, status) =>
    socket.end(head(status, 'content-encoding: deflate', 'content-length: 0')),
  'redirects-to-no-address': (socket) => redirect(socket, 'http://['),
  'has-status-000': (socket) =>
    socket.end(`${head(200, `content-length: ${message.length}`).replace('200', '000')}${message}`),
  'redirects-slowly': (socket) => {
    const timer = setTimeout(() => redirect(socket, '/redirects-slowly/one'), 1_500)
    socket.on('close', () => clearTimeout(timer))
  },
  'redirects-in-a-circle': (socket) => redirect(socket, '/redirects-in-a-circle/one'),
  'redirects-to-another-host': (socket, _, server) => redirect(socket, `${server().otherUrl}/well/200/one`),
  'redirects-to-a-file': (socket) => redirect(socket, 'file:///etc/passwd')
}

const bomb = gzipSync(megabytes(100))

const redirect = (socket: Socket, location: string) =>
  socket.end(head(307, `location: ${location}`, 'content-length: 0'))

export async function startBadServer(): Promise<BadServer> {
  const sockets = new Set<Socket>()
  const seen: BadServer['seen'] = new Map()

  function serve(socket: Socket): void {
    sockets.add(socket)
    // The other side hangs up as it likes, and that is the point.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    let text = ''
    let isServed = false
    socket.on('data', (bytes) => {
      // A TLS handshake at the wrong door: other servers answer it in plain text too.
      if (bytes[0] === 0x16) return socket.end(head(400))
      text += bytes.toString('latin1')
      if (isServed || !isWhole(text)) return
      isServed = true
      const line = text.slice(0, text.indexOf('\r\n'))
      const [, name = '', status] = /^\w+ \/([^/ ]+)(?:\/(\d+))?/.exec(line) ?? []
      const authorization = /^authorization: (.*)$/im.exec(text)?.[1]
      seen.set(name, [...(seen.get(name) ?? []), { line, authorization }])
      behaviours[name]?.(socket, Number(status ?? 200), () => server)
    })
  }

  const plain = createServer(serve)
  const tls = createTlsServer({ key, cert }, serve).on('tlsClientError', () => undefined)
  const ports = await Promise.all([listen(plain), listen(tls)])
  const server: BadServer = {
    url: `http://127.0.0.1:${ports[0]}`,
    tlsUrl: `https://localhost:${ports[1]}`,
    otherUrl: `http://localhost:${ports[0]}`,
    seen,
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all([plain, tls].map((each) => new Promise((resolve) => each.close(resolve))))
    }
  }
  return server
}

/** Requests come with a `content-length`, or without a body. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = Number(/^content-length: (\d+)$/im.exec(text)?.[1] ?? 0)
  return text.length >= end + 4 + length
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    // Both families, as `localhost` may be either.
    server.listen(0, () => resolve((server.address() as AddressInfo).port))
  })
