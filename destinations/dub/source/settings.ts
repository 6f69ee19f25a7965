/** The setting of the Dub source. */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  webhookSecret: {
    label: 'Webhook Secret',
    description:
      'The signing secret of the webhook; it starts with `whsec_`. Dub shows it when the webhook is opened under Settings, Webhooks.',
    type: 'password',
    required: true
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
