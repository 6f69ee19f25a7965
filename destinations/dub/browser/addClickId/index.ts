/**
 * Writes the click id where Segment's own plugin for Dub writes it, and where the destination reads it.
 * https://github.com/segmentio/action-destinations: packages/browser-destinations/destinations/dub-plugins
 */
import type { BrowserActionDefinition } from '@segment/browser-destination-runtime/types'

const integration = 'Dub (Actions)'

const action: BrowserActionDefinition<unknown, () => string | undefined> = {
  title: 'Add the click id',
  description: 'Send the click id of the Dub link that brought the visitor.',
  platform: 'web',
  lifecycleHook: 'enrichment',
  defaultSubscription:
    'type = "track" or type = "identify" or type = "page" or type = "group" or type = "alias"',
  fields: {},
  perform: (clickId, { context }) => {
    const dub_id = clickId()
    if (!dub_id) return
    const { integrations = {}, context: { traits = {} } = {} } = context.event
    const own = integrations[integration] ?? integrations.All
    // Options would switch on a destination of that name which the event switches off.
    if (own === false) context.updateEvent('context.traits', { clickId: dub_id, ...traits })
    else {
      const options = { dub_id, ...(typeof own === 'object' && own) }
      context.updateEvent('integrations', { ...integrations, [integration]: options })
    }
  }
}

export default action
