/**
 * Writes the click id where impact.com's page for Segment wants it: `context.referrer`, with its own type.
 */
import type { BrowserActionDefinition } from '@segment/browser-destination-runtime/types'

const action: BrowserActionDefinition<unknown, () => string | undefined> = {
  title: 'Add the click id',
  description: "Send the click id of the partner's link that brought the visitor.",
  platform: 'web',
  lifecycleHook: 'enrichment',
  defaultSubscription:
    'type = "track" or type = "identify" or type = "page" or type = "screen" or type = "group" or type = "alias"',
  fields: {},
  perform: (clickId, { context }) => {
    const id = clickId()
    const referrer = context.event.context?.referrer
    // What the page or the SDK found out itself, such as the referrer of another network, stays.
    if (id && !referrer?.id)
      context.updateEvent('context.referrer', { ...referrer, type: 'impactRadius', id })
  }
}

export default action
