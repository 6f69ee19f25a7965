/**
 * SaaSquatch in the page: the referral codes that Squatch.js keeps in its cookie go with identify calls.
 * https://docs.saasquatch.com/squatchjs/
 */
import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'
import addReferralCodes from './addReferralCodes/index.ts'

export const destination: BrowserDestinationDefinition = {
  name: 'SaaSquatch',
  mode: 'device',
  description: 'Send the referral codes that brought a user along with identify calls.',

  // The cookie is Squatch.js's: it is read when an event needs it, and never written.
  initialize: async () => undefined,

  actions: { addReferralCodes }
}

export default destination
