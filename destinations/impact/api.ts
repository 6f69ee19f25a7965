/**
 * impact.com's two endpoints: conversions are authenticated, page loads are not. Both take a form.
 */
import { pathSegment } from 'segment-functions/runtime'
import type { Settings } from './settings.ts'
import type { TextForm } from './text-form.ts'

/** https://integrations.impact.com/impact-brand/reference/submit-a-conversion */
export const conversionsUrl = ({ accountSid }: Settings): string =>
  `https://api.impact.com/Advertisers/${pathSegment(accountSid)}/Conversions`

/** HTTP Basic. A page load never carries the credentials. */
export const credentials = ({ accountSid, apiKey }: Settings) => ({ username: accountSid, password: apiKey })

/** https://integrations.impact.com/impact-brand/reference/create-a-pageload */
export const pageLoadUrl = 'https://trkapi.impact.com/PageLoad'

/** The part of a request that both endpoints have in common. */
export const formRequest = (form: TextForm) => ({
  method: 'post' as const,
  headers: {
    Accept: 'application/json', // some answers are XML otherwise
    'Content-Type': 'application/x-www-form-urlencoded' // node-fetch takes a text for text/plain
  },
  body: new URLSearchParams(form).toString()
})
