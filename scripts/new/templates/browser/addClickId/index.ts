/**
 * Writes the click id where Segment's spec has what brought somebody to the page: `context.referrer`.
 */
import type { BrowserActionDefinition } from '@segment/browser-destination-runtime/types'

const action: BrowserActionDefinition<unknown, () => string | undefined> = {
  title: 'Add the click id',
  description: 'Send the click id of the link that brought the visitor.',
  platform: 'web',
  lifecycleHook: 'enrichment',
  defaultSubscription: 'type = "track" or type = "identify" or type = "page"',
  fields: {},
  perform: (clickId, { context }) => {
    const id = clickId()
    const referrer = context.event.context?.referrer
    // What the page set itself, such as the click of another network, stays.
    if (id && !referrer?.id)
      context.updateEvent('context.referrer', { ...referrer, type: 'TemplateSlug', id })
  }
}

export default action
