/** The settings of TemplateTitle. */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  // <settings>
  apiKey: {
    label: 'API Key',
    description: 'The key of your account.',
    type: 'password',
    required: true
  }
  // </settings>
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
