/**
 * The settings of Product Fruits. None is required: forwarding needs the first two, the REST actions and deletion the
 * third, and each action says so when its own is empty.
 */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  webhookUrl: {
    label: 'Webhook URL',
    description:
      'The address that takes forwarded events. Product Fruits shows it under Integrations, Segment.io, Setup, once the integration is activated. Needed by the presets that forward events.',
    type: 'string'
  },
  webhookSecret: {
    label: 'Webhook Secret',
    description: 'The secret shown beside the Webhook URL. Forwarded events are signed with it.',
    type: 'password'
  },
  apiKey: {
    label: 'REST API key',
    description:
      'A key from Integrations, API keys in Product Fruits; it is shown once. Needed by the presets named "(REST)" and by deletion.',
    type: 'password'
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>
