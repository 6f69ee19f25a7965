/**
 * The settings of Tractionboard.
 */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  apiKey: {
    label: 'Token ID',
    description:
      'The Segment Token ID. Tractionboard shows it in the Dashboard under Settings, Integrations.',
    type: 'password',
    required: true
  },
  endpoint: {
    label: 'API endpoint',
    description:
      'The address that takes the events; it must start with https://. Tractionboard has published none: ask its support for the address of your account.',
    type: 'string',
    required: true
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
