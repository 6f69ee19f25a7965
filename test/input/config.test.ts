import { describe, expect, it } from '@jest/globals'
import { loadConfig } from '../../scripts/input/config.ts'
import { temporaryFolder } from '../temporary.ts'

describe('loadConfig', () => {
  it.each(['Dub', 'dub '])('refuses two functions of one display name: %j', async (displayName) => {
    const root = await temporaryFolder({
      'segment.config.json': {
        functions: {
          dub: { destination: 'destinations/dub', displayName: 'Dub' },
          other: { destination: 'destinations/dub', displayName }
        }
      }
    })
    await expect(loadConfig(root)).rejects.toMatchObject({
      code: 'config',
      message: `segment.config.json: functions.other.displayName is "${displayName}", which functions.dub is called already.`
    })
  })
})
