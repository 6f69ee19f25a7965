/**
 * What a user fills in for SaaSquatch in Segment.
 */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  apiKey: {
    label: 'API Key',
    description:
      'The API key of your tenant: in the SaaSquatch portal under Settings, API Keys (test tenants have their own). In impact.com Advocate with an Account SID: its Auth Token. With the preset "Forward to SaaSquatch" it is the Segment API Key instead (formerly: access token), shown under Integrations, Segment.',
    type: 'password',
    required: true
  },
  accountSid: {
    label: 'Account SID',
    description:
      'Only for tenants whose credentials impact.com Advocate shows as Account SID and Auth Token. Leave it empty if you have an API key of SaaSquatch.',
    type: 'string'
  },
  tenantAlias: {
    label: 'Tenant Alias',
    description:
      'The alias of your tenant, such as "acme" or "test_acme1": in the SaaSquatch portal under Settings, beside the API key. Only forwarding works without it.',
    type: 'string'
  },
  keepUnderscores: {
    label: 'Keep underscores in custom field names',
    description:
      'SaaSquatch\'s own Segment integration removes underscores, so the trait "plan_type" becomes the custom field "plantype". Turn this on to keep "plan_type".',
    type: 'boolean',
    default: false
  },
  forwardClientInfo: {
    label: 'Forward IP address and user agent',
    description:
      'Sends the IP address and user agent of identify calls to SaaSquatch, as the headers X-Forwarded-For and User-Agent. Turn this off to send neither.',
    type: 'boolean',
    default: true
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
