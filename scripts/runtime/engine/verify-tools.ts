/**
 * What a source may use to verify a request: so far, to fetch a vendor's keys.
 */
import type { VerifyTools } from '../author/source.ts'
import { Deadline } from '../core/deadline.ts'
import { createRequestClient } from '../core/request-client.ts'
import { classify } from './classify.ts'

/** For one request, whose time it shares. */
export function verifyTools(): VerifyTools {
  const client = createRequestClient({ deadline: new Deadline() })
  return {
    async getJson(url) {
      const host = new URL(url).host
      const response = await client(url, { headers: { accept: 'application/json' } }).catch(
        (error: unknown) => {
          throw new Unverifiable(`${host} could not be asked: ${classify(error).message}`)
        }
      )
      try {
        return JSON.parse(response.content) as unknown
      } catch {
        throw new Unverifiable(`${host} answered with something that is no JSON`)
      }
    }
  }
}

/** Whatever is wrong with the vendor's keys is not the webhook's fault, which is therefore asked for again. */
class Unverifiable extends Error {
  override name = 'RetryError'
}
