/**
 * The settings of Tractionboard.
 */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

/** A placeholder: Tractionboard has published no address. https://tractionboard.io/doc/tracker.html names the host. */
export const defaultEndpoint = 'https://api.tractionboard.io/v1/events'

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
      'The address that takes the events; it must start with https://. The default is a placeholder, as Tractionboard has published none: ask its support for the address of your account.',
    type: 'string',
    default: defaultEndpoint
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
