/** Writes the codes into the trait that the destination reads: `referredByCodes` of an identify call. */
import type { BrowserActionDefinition } from '@segment/browser-destination-runtime/types'
import { readCookie } from 'segment-functions/runtime'
import { referralCodes } from '../referral-codes.ts'

const action: BrowserActionDefinition<unknown, unknown> = {
  title: 'Add referral codes',
  description: 'Send the referral codes that brought the user.',
  platform: 'web',
  lifecycleHook: 'enrichment',
  defaultSubscription: 'type = "identify"',
  fields: {},
  perform: (_client, { context }) => {
    const { traits } = context.event
    const referredByCodes = referralCodes(readCookie('_saasquatch'))
    if (referredByCodes.length > 0) context.updateEvent('traits', { referredByCodes, ...traits })
  }
}

export default action
