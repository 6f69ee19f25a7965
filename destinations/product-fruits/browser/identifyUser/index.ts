/**
 * Tells Product Fruits who the user is: the one whom an event names, or whom an earlier page has named.
 * https://www.npmjs.com/package/product-fruits
 */
import type { BrowserActionDefinition } from '@segment/browser-destination-runtime/types'
import { script, type User } from '../script.ts'

const action: BrowserActionDefinition<unknown, { user?: User }> = {
  title: 'Identify user',
  description: 'Tell Product Fruits who the user is.',
  platform: 'web',
  lifecycleHook: 'enrichment',
  defaultSubscription: 'type = "identify" or type = "page" or type = "track"',
  fields: {},
  perform: (client, { analytics, context }) => {
    const { userId, traits } = context.event
    if (!userId) return
    const email = (context.event.type === 'identify' && traits?.email) || analytics.user().traits()?.email
    const user: User = { username: String(userId), ...(email && { email: String(email) }) }
    if (JSON.stringify(user) === JSON.stringify(client.user)) return
    client.user = user
    script()?.identifyUser?.(user)
  }
}

export default action
