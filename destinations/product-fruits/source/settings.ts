/** The setting of the Product Fruits source. */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  token: {
    label: 'Security Token',
    description:
      'What Product Fruits puts behind the address as `pfruits_security_token`. It is made when the address of the webhook is saved under Widgets, Feedback, Integrations.',
    type: 'password',
    required: true
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
