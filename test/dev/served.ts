/** The server of a small project, called in-process. */
import { createApp } from '../../scripts/dev/server.ts'
import { Session } from '../../scripts/dev/session.ts'
import type { SessionOptions } from '../../scripts/dev/session.ts'
import { shopProject } from './project.ts'

export const now = Date.parse('2026-03-04T05:06:07.000Z')

/** An event as the API lists it. */
export interface Listed {
  id: number
  event: Record<string, unknown>
  receivedAt: string
  warnings: string[]
  results: Record<string, unknown>[]
}

export type Served = Awaited<ReturnType<typeof serveShop>>

export async function serveShop(options: Partial<SessionOptions> = {}) {
  const root = await shopProject()
  const session = await Session.open({ root, now: () => now, ...options })
  const app = createApp(session)
  return {
    ...{ root, session, app },
    /** @param body - bytes and text go as they are, anything else as JSON */
    post: (url: string, body: unknown, headers: Record<string, string> = {}) =>
      app.request(url, {
        method: 'POST',
        headers,
        body: Buffer.isBuffer(body)
          ? new Uint8Array(body)
          : typeof body === 'string'
            ? body
            : JSON.stringify(body)
      }),
    list: async (after = 0): Promise<Listed[]> =>
      (await (await app.request(`/api/events?after=${after}`)).json()) as Listed[]
  }
}
