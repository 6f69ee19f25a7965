/** The proof of `npm run prove -- past-events`, on few events and with two kills. */
import { describe, expect, it } from '@jest/globals'
import { generateEvents } from '../../scripts/history/generate.ts'
import { provePastEvents } from '../../scripts/history/proof/index.ts'
import { printProof } from '../../scripts/history/proof/print.ts'

describe('generated events', () => {
  it('are the same for the same seed, and others for another', () => {
    const some = (seed: number) => [...generateEvents(50, seed)]
    expect(some(1)).toEqual(some(1))
    expect(some(1)).not.toEqual(some(2))
    expect(new Set(some(1).map((text) => (JSON.parse(text) as { messageId: string }).messageId)).size).toBe(
      50
    )
  })

  it('have some 1.5 KB, as real ones do', () => {
    const texts = [...generateEvents(500)]
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length
    expect(bytes).toBeGreaterThan(1_400)
    expect(bytes).toBeLessThan(1_600)
  })
})

it('2,000 events are compared and sent to a vendor in trouble, through two kills, and each counts once', async () => {
  const proof = await provePastEvents({ events: 2_000, seed: 3, kills: 2, perSecond: 250 })
  expect(proof.failures).toEqual([])
  expect(proof.vendor.away).toBeGreaterThan(0)
  expect(printProof(proof, 3)).toContain('Every event was compared, arrived, and counted once (seed 3).')
}, 120_000)
