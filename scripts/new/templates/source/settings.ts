/** The setting of the TemplateTitle source. */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  webhookSecret: {
    label: 'Webhook Secret',
    description: 'TemplateCredentials',
    type: 'password',
    required: true
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
