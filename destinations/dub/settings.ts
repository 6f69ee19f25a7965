/** The settings of Dub. */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  apiKey: {
    label: 'API Key',
    description:
      'A secret key of your Dub workspace; it starts with `dub_`. Dub makes keys under Settings, API Keys and shows each once. A publishable key (`dub_pk_…`) does not work.',
    type: 'password',
    required: true
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
