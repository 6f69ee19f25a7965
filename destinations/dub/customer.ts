/**
 * Who a lead, a sale or an update is about. All actions describe the customer in the same words, and Dub limits them
 * alike.
 */
import { PayloadValidationError } from '@segment/actions-core'
import { cut, filled, first, firstFilled, type Fields, type PayloadOf } from 'segment-functions/runtime'

/** https://github.com/dubinc/dub: apps/web/lib/zod/schemas/leads.ts and sales.ts */
const longestId = 100
const longestName = 100
const longestEmail = 100

/** Dub refuses the whole request over an address that fails this check, which is zod's own. */
const email = /^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/

export const customerIdField = {
  label: 'Customer External ID',
  description:
    'The ID of the customer in your system, up to 100 characters. It ties later sales to the lead, so an anonymous ID never stands in for it.',
  type: 'string',
  required: true,
  default: { '@path': '$.userId' }
} satisfies Fields[string]

export const clickIdField = {
  label: 'Click ID',
  description:
    'The ID of the click that brought the customer, from the cookie `dub_id`. Segment sends it as a trait or property `clickId`, or as its browser plugin for Dub leaves it.',
  type: 'string',
  default: first(
    '$.context.traits.clickId',
    '$.properties.clickId',
    // Where the plugin puts it: https://github.com/segmentio/action-destinations,
    // packages/browser-destinations/destinations/dub-plugins
    '$.integrations.Dub (Actions).dub_id'
  )
} satisfies Fields[string]

export const customerFields = {
  customerName: {
    label: 'Customer Name',
    description:
      'The name of the customer; Dub keeps 100 characters. Without it Dub shows the e-mail or a random name.',
    type: 'string',
    default: first('$.context.traits.name', '$.properties.name')
  },
  customerFirstName: {
    label: 'Customer First Name',
    description: 'Makes up the name, with the last name, when there is no Customer Name.',
    type: 'string',
    default: first('$.context.traits.firstName', '$.properties.firstName')
  },
  customerLastName: {
    label: 'Customer Last Name',
    description: 'Makes up the name, with the first name, when there is no Customer Name.',
    type: 'string',
    default: first('$.context.traits.lastName', '$.properties.lastName')
  },
  customerEmail: {
    label: 'Customer E-mail',
    description: 'The e-mail address of the customer. An address that Dub would refuse is left out.',
    type: 'string',
    default: first('$.context.traits.email', '$.properties.email')
  },
  customerAvatar: {
    label: 'Customer Avatar',
    description: 'The URL of a picture of the customer; Dub copies it.',
    type: 'string',
    default: first('$.context.traits.avatar', '$.properties.avatar')
  }
} satisfies Fields

/** Where else a click id and an e-mail address may stand, in order. */
export const standInsField = {
  label: 'Stand-ins',
  description: 'Where else to look when a click ID or an e-mail address is one of blanks.',
  type: 'object',
  unsafe_hidden: true,
  default: {
    clickId: { '@path': '$.properties.clickId' },
    pluginClickId: { '@path': '$.integrations.Dub (Actions).dub_id' },
    email: { '@path': '$.properties.email' }
  }
} satisfies Fields[string]

type StandIns = PayloadOf<{ standIns: typeof standInsField }>

/**
 * @param id - the mapped id
 * @throws PayloadValidationError unless the id has 1 to 100 characters between its blanks; it is never cut, as later
 *   sales would not find the customer
 */
export function customerIdOf(id: string): string {
  // Dub trims the id of a lead but not that of a sale.
  const trimmed = filled(id)?.trim() ?? ''
  if (trimmed === '' || trimmed.length > longestId)
    throw new PayloadValidationError(
      `Dub takes a Customer External ID of 1 to ${longestId} characters; this one has ${trimmed.length}.`
    )
  return trimmed
}

/**
 * @returns the click id without blanks around it, `""` when there is none. A switch is none: where an event's
 *   integrations say `"Dub (Actions)": false`, the path to the click id ends there.
 */
export function clickIdOf({ clickId, standIns = {} }: { clickId?: string } & StandIns): string {
  const id = firstFilled(clickId, standIns.clickId, standIns.pluginClickId)?.trim() ?? ''
  return ['true', 'false', '0'].includes(id) ? '' : id
}

/** The customer's details as Dub takes them; what it would refuse is cut or left out, so that the conversion counts. */
export function customerDetails(payload: PayloadOf<typeof customerFields> & StandIns) {
  const { customerAvatar } = payload
  const customerEmail = firstFilled(payload.customerEmail, payload.standIns?.email)
  const name = filled(payload.customerName) ?? fullName(payload.customerFirstName, payload.customerLastName)
  const isEmail =
    customerEmail !== undefined && customerEmail.length <= longestEmail && email.test(customerEmail)
  return {
    customerName: name === undefined ? undefined : cut(name, longestName),
    customerEmail: isEmail ? customerEmail : undefined,
    customerAvatar
  }
}

const fullName = (...names: (string | undefined)[]): string | undefined =>
  names
    .filter(filled)
    .map((name) => name!.trim())
    .join(' ') || undefined
