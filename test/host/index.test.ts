import { afterAll, describe, expect, it } from '@jest/globals'
import { createHost } from '../../scripts/host/index.ts'

describe('x', () => {
  it('works', async () => {
    const host = await createHost({
      code: `async function onTrack(e){ const r = await fetch('https://a.b/c'); console.log(await r.text()) }`
    })
    console.log(await host.invoke({ type: 'track' }, {}, { kind: 'ok' }))
    await host.close()
  })
})
