/**
 * Brings the details of a customer up to date from an identify call.
 * https://dub.co/docs/api-reference/endpoint/update-a-customer
 */
import {
  pathSegment,
  SkippedEvent,
  type Action,
  type Fields,
  type PayloadOf
} from 'segment-functions/runtime'
import { api } from '../api.ts'
import { customerDetails, customerFields, customerIdField, customerIdOf } from '../customer.ts'
import type { Settings } from '../settings.ts'

const fields = {
  customerExternalId: customerIdField,
  customerName: { ...customerFields.customerName, default: { '@path': '$.traits.name' } },
  customerFirstName: { ...customerFields.customerFirstName, default: { '@path': '$.traits.firstName' } },
  customerLastName: { ...customerFields.customerLastName, default: { '@path': '$.traits.lastName' } },
  customerEmail: { ...customerFields.customerEmail, default: { '@path': '$.traits.email' } },
  customerAvatar: { ...customerFields.customerAvatar, default: { '@path': '$.traits.avatar' } }
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Update a customer',
  description: 'Bring name, e-mail and picture of a customer whom Dub knows up to date.',
  defaultSubscription: 'type = "identify"',
  fields,
  perform: (request, { payload }) => {
    const id = customerIdOf(payload.customerExternalId)
    const { customerName, customerEmail, customerAvatar } = customerDetails(payload)
    if (!customerName && !customerEmail && !customerAvatar)
      throw new SkippedEvent('it has neither name, e-mail nor avatar')
    return request(`${api}/customers/${pathSegment(`ext_${id}`)}`, {
      method: 'patch',
      json: { name: customerName, email: customerEmail, avatar: customerAvatar }
    })
  }
}

export default action
