/** The Redis that machines share a backfill through: reached, waited for, and named without its password. */
import { Redis } from 'ioredis'
import { UserError } from '../../shared/errors.ts'

/** Before the names of all keys. */
export const keyPrefix = 'segment-functions'

/** What a backfill keeps beside its queue. */
export const keyOf = (id: string, name: string): string => `${keyPrefix}:backfill:${id}:${name}`

/** Between two tries to reach a Redis that went away, at most, in ms. */
const longestReconnectMs = 2_000

/**
 * @param url - `redis://[:password@]host[:port][/db]`, or rediss:// for TLS
 * @param onState - told when Redis goes away and when it is back; commands wait meanwhile
 * @throws {@link UserError} when nothing answers there, or it wants another password
 */
export async function openRedis(url: string, onState: (text: string) => void): Promise<Redis> {
  const name = nameOf(url)
  let isAway = false
  let isOpen = false
  let lastError: NodeJS.ErrnoException | undefined
  const redis = new Redis(url, {
    lazyConnect: true,
    // Commands wait for a Redis that is away; BullMQ asks for that, too.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isOpen ? Math.min(times * 100, longestReconnectMs) : null)
  })
  redis.on('error', (error: NodeJS.ErrnoException) => {
    lastError = error
    if (!isOpen || isAway) return
    isAway = true
    onState(`${name} is away (${error.code ?? error.message}): waiting for it.\n`)
  })
  redis.on('close', () => {
    if (!isOpen || isAway || redis.status === 'end') return
    isAway = true
    onState(`${name} is away: waiting for it.\n`)
  })
  redis.on('ready', () => {
    if (isAway) onState(`${name} is back.\n`)
    isAway = false
  })
  try {
    await redis.connect()
    await redis.ping()
  } catch (cause) {
    redis.disconnect()
    // Its own rejection says only that the connection is closed.
    const { code, message } = lastError ?? (cause as NodeJS.ErrnoException)
    throw new UserError(
      'usage',
      `No Redis can be used at ${name} (${code ?? message}).`,
      'Start one there, or correct --queue: redis://user:password@host:6379.',
      { cause }
    )
  }
  isOpen = true
  return redis
}

function nameOf(url: string): string {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol))
    throw new UserError('usage', '--queue is no address of a Redis.', 'Write redis://host:6379.')
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
