/**
 * A page view or an app open.
 * https://integrations.impact.com/impact-brand/reference/create-a-pageload
 */
import { get } from '@segment/actions-core'
import { SkippedEvent, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { formRequest, pageLoadUrl } from '../api.ts'
import { customPaths, parametersAt } from '../custom-mapping.ts'
import { isListed } from '../event-names.ts'
import { hashEmail } from '../hash-email.ts'
import {
  pageLoadIdentifiers,
  requireIdentifier,
  withoutEmptyIds,
  withUsableCustomerId
} from '../identifiers.ts'
import { appIds, deviceIds } from '../operating-system.ts'
import { emailOf, emailPaths, pageLoadParameters, type Parameters } from '../parameters.ts'
import { type Settings, withoutBlanks } from '../settings.ts'
import { textForm, type TextForm } from '../text-form.ts'

const fields = {
  parameters: {
    label: 'Parameters',
    description:
      'The parameters of the page load. A mapping of your own replaces the whole table; to change single parameters, use the setting "Custom Parameter Mapping".',
    type: 'object',
    defaultObjectUI: 'keyvalue',
    default: pageLoadParameters
  },
  event: {
    label: 'Event',
    description: 'The whole event: its type, its name, and what the custom mapping reads.',
    type: 'object',
    required: true,
    unsafe_hidden: true,
    default: { '@path': '$.' }
  }
} satisfies Fields

type Payload = PayloadOf<typeof fields>

const action: Action<Settings, Payload> = {
  title: 'Send a page load',
  description:
    'Report a page view or an app open: a track event of the list "Page Load Event Names", and Page, Screen and Identify calls where the settings switch them on.',
  defaultSubscription: 'type = "track" or type = "page" or type = "screen" or type = "identify"',
  fields,
  perform: async (request, { payload, settings: given }) => {
    const settings = withoutBlanks(given)
    if (!isPageLoad(payload.event, settings))
      throw new SkippedEvent('the settings neither list its name nor switch its kind of call on')
    return request(pageLoadUrl, formRequest(pageLoadForm(payload, settings)))
  }
}

function isPageLoad(event: Record<string, unknown>, settings: Settings): boolean {
  switch (event.type) {
    case 'track':
      return isListed(event, 'pageLoadEventNames', settings)
    case 'page':
      return settings.enablePageEvents
    case 'screen':
      return settings.enableScreenEvents
    case 'identify':
      return settings.enableIdentifyEvents
    default:
      return false
  }
}

/** The finished form of a page load: later members win over earlier ones, and undefined takes a parameter out. */
function pageLoadForm(payload: Payload, settings: Settings): TextForm {
  const { event, parameters: mapped = {} } = payload
  const parameters: Parameters = {
    ...mapped,
    CustomerEmail: emailOf(mapped.CustomerEmail, event, emailPaths.pageLoad),
    ...deviceIds(mapped, event),
    ...appIds(event, settings, get(event, 'context.app.namespace')),
    CampaignId: settings.campaignId,
    ...parametersAt(customPaths(settings.customParameterMapping), event)
  }
  const form = withUsableCustomerId(
    withoutEmptyIds(textForm({ ...parameters, CustomerEmail: hashEmail(parameters.CustomerEmail) }))
  )
  requireIdentifier(form, pageLoadIdentifiers, 'page load')
  return form
}

export default action
