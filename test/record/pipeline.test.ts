import { describe, expect, it } from '@jest/globals'
import { deliver } from '../../scripts/record/pipeline.ts'

const message = {
  type: 'track',
  event: 'Sign Up',
  userId: 'user_0001',
  timestamp: '2026-01-15T10:00:00.000Z',
  writeKey: 'a-write-key',
  context: { locale: 'en-US' }
}
const arrival = {
  sentAt: '2026-01-15T10:00:02.000Z',
  receivedAt: '2026-01-15T12:00:00.000Z',
  projectId: 'P0OJ3CTID1'
}

describe('deliver', () => {
  it("corrects the client's clock and adds the address of a browser", () => {
    expect(deliver(message, { ...arrival, channel: 'client', ip: '203.0.113.42' })).toEqual({
      type: 'track',
      event: 'Sign Up',
      userId: 'user_0001',
      context: { locale: 'en-US', ip: '203.0.113.42' },
      originalTimestamp: '2026-01-15T10:00:00.000Z',
      sentAt: '2026-01-15T10:00:02.000Z',
      receivedAt: '2026-01-15T12:00:00.000Z',
      timestamp: '2026-01-15T11:59:58.000Z',
      channel: 'client',
      projectId: 'P0OJ3CTID1',
      version: 2
    })
  })

  it('keeps an address that the message names itself', () => {
    const named = { ...message, context: { ip: '198.51.100.7' } }
    expect(deliver(named, { ...arrival, channel: 'client', ip: '203.0.113.42' })['context']).toEqual({
      ip: '198.51.100.7'
    })
  })

  it('gives a server no address', () => {
    expect(deliver(message, { ...arrival, channel: 'server' })['context']).toEqual({ locale: 'en-US' })
  })
})
