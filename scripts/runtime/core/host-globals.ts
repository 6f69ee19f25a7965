/**
 * The globals of Segment's Functions runtime that the shipped code relies on, with the types they really have there:
 * `fetch` is node-fetch 2.6.0 (no AbortController; `timeout` and `size` are its own options), and the four error classes
 * are Segment's.
 */
import type cryptoModule from 'node:crypto'
import type httpsModule from 'node:https'
import type zlibModule from 'node:zlib'
import type {
  Headers as NodeFetchHeaders,
  Request as NodeFetchRequest,
  RequestInit as NodeFetchInit,
  Response as NodeFetchResponse
} from 'node-fetch'

type HostErrorClass = new (message?: string) => Error

declare global {
  const EventNotSupported: HostErrorClass
  const InvalidEventPayload: HostErrorClass
  const ValidationError: HostErrorClass
  const RetryError: HostErrorClass
  const cache: HostCache
  const https: typeof httpsModule
  const Segment: HostSegment
  /** Node's own module, one level down. */
  const zlib: { zlib: typeof zlibModule }
}

export interface HostFetch {
  (url: string, init?: NodeFetchInit): Promise<NodeFetchResponse>
  Response: typeof NodeFetchResponse
  Headers: typeof NodeFetchHeaders
  Request: typeof NodeFetchRequest
}

export type HostResponse = NodeFetchResponse
export type HostHeaders = NodeFetchHeaders
export type HostRequest = NodeFetchRequest
export type HostRequestInit = NodeFetchInit

export const hostFetch = (): HostFetch => fetch as unknown as HostFetch

/** The values a process keeps between calls (Segment: Functions, Caching); they may be gone at any time. */
export interface HostCache {
  /** @param ttl - in milliseconds */
  load<T>(key: string, ttl: number, loader: () => Promise<T>): Promise<T>
  delete(key: string): void
}

/** What a source function sends with; the messages leave when its handler has returned (Segment: Source functions). */
export type HostSegment = Record<
  'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias' | 'set',
  (message: object) => unknown
>

export const hostZlib = (): typeof zlibModule => zlib.zlib

/** Node's own module; the web's object of that name, which TypeScript knows, is not there. */
export const hostCrypto = (): typeof cryptoModule => crypto as unknown as typeof cryptoModule
