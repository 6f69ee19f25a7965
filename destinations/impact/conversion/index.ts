/**
 * An action, such as an order, or an app install: one conversion each.
 * https://integrations.impact.com/impact-brand/reference/submit-a-conversion
 */
import { get } from '@segment/actions-core'
import { SkippedEvent, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { requireAmounts } from '../amounts.ts'
import { conversionsUrl, credentials, formRequest } from '../api.ts'
import { customPaths, parametersAt } from '../custom-mapping.ts'
import { isListed } from '../event-names.ts'
import { hashEmail } from '../hash-email.ts'
import { conversionIdentifiers, requireIdentifier, withoutEmptyIds } from '../identifiers.ts'
import { itemParameters } from '../items.ts'
import { appIds, deviceIds } from '../operating-system.ts'
import { conversionParameters, emailOf, emailPaths, orderIdOf, type Parameters } from '../parameters.ts'
import { type Settings, withoutBlanks } from '../settings.ts'
import { textForm, type TextForm } from '../text-form.ts'

const fields = {
  parameters: {
    label: 'Parameters',
    description:
      'The parameters of the conversion. A mapping of your own replaces the whole table; to change single parameters, use the setting "Custom Parameter Mapping".',
    type: 'object',
    defaultObjectUI: 'keyvalue',
    default: conversionParameters
  },
  event: {
    label: 'Event',
    description: 'The whole event: its name, its products, and what the custom mappings read.',
    type: 'object',
    required: true,
    unsafe_hidden: true,
    default: { '@path': '$.' }
  }
} satisfies Fields

type Payload = PayloadOf<typeof fields>

const action: Action<Settings, Payload> = {
  title: 'Send a conversion',
  description:
    'Report an action, such as an order, or an app install, by the lists of event names in the settings.',
  defaultSubscription: 'type = "track"',
  fields,
  // With the last value impact.com makes an id of its own for every request.
  // https://integrations.impact.com/impact-brand/reference/submit-a-conversion
  idempotencyKey: ({ body: { OrderId, EventCode } }) =>
    OrderId === undefined || OrderId === 'IR_AN_64_TS' ? undefined : [OrderId, EventCode],
  perform: async (request, { payload, settings: given }) => {
    const settings = withoutBlanks(given)
    const isInstall = isListed(payload.event, 'installEventNames', settings)
    const isAction = isListed(payload.event, 'actionEventNames', settings)
    if (!isInstall && !isAction)
      throw new SkippedEvent('no list of event names in the settings holds its name')

    // An event in both lists is two conversions. The install goes first, and alone when it fails.
    const forms: TextForm[] = []
    if (isInstall) forms.push(conversionForm(payload, settings, { EventCode: 'INSTALL' }))
    if (isAction) forms.push(conversionForm(payload, settings))

    for (const form of forms) {
      await request(conversionsUrl(settings), { ...formRequest(form), ...credentials(settings) })
    }
  }
}

/** The finished form of one conversion: later members win over earlier ones, and undefined takes a parameter out. */
function conversionForm(payload: Payload, settings: Settings, code: { EventCode?: string } = {}): TextForm {
  const { event, parameters: mapped = {} } = payload
  const parameters: Parameters = {
    ...mapped,
    // Other networks leave their click ids in the same place.
    ClickId: get(event, 'context.referrer.type') === 'impactRadius' ? mapped.ClickId : undefined,
    CustomerEmail: emailOf(mapped.CustomerEmail, event, emailPaths.conversion),
    OrderId: orderIdOf(mapped.OrderId, event),
    ...deviceIds(mapped, event),
    ...itemParameters(event, settings.customMappingForProducts),
    ...appIds(event, settings),
    ...(settings.eventTypeId && { EventTypeId: settings.eventTypeId }),
    ...code,
    CampaignId: settings.campaignId,
    ...parametersAt(customPaths(settings.customParameterMapping), event)
  }
  requireAmounts(parameters)
  const form = withoutEmptyIds(
    textForm({ ...parameters, CustomerEmail: hashEmail(parameters.CustomerEmail) })
  )
  requireIdentifier(form, conversionIdentifiers, 'conversion')
  return form
}

export default action
