/** The settings of Dub. */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  apiKey: {
    label: 'API Key',
    description:
      'A secret key of your Dub workspace; it starts with `dub_`. Dub makes keys under Settings, API Keys and shows each once. A publishable key (`dub_pk_…`) does not work.',
    type: 'password',
    required: true
  },
  revenueUnit: {
    label: 'Revenue unit',
    description:
      "The unit of your events' revenue: cents (2500), as in Dub's guide, or currency units (25.00), as in Segment's ecommerce spec, which are multiplied by 100 for Dub.",
    type: 'string',
    choices: [
      { label: 'Cents', value: 'cents' },
      { label: 'Currency units', value: 'currency units' }
    ],
    default: 'cents'
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
