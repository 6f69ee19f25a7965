/** The settings of the SaaSquatch source. */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  apiKey: {
    label: 'API Key',
    description:
      "The API key of your tenant: in the SaaSquatch portal under Settings, API Keys (test tenants have their own). Webhooks that are not signed with one of SaaSquatch's own keys are signed with it.",
    type: 'password',
    required: true
  },
  tenantAlias: {
    label: 'Tenant Alias',
    description:
      'The alias of your tenant, such as "acme" or "test_acme1": shown beside the API key. Webhooks of other tenants are refused.',
    type: 'string',
    required: true
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
