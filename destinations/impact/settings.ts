/**
 * The settings, under the keys that Segment's catalog gives them for impact.com (slug `impact-partnership-cloud`).
 */
import type { Settings as SettingFields, SettingsOf } from 'segment-functions/runtime'

export const settings = {
  accountSid: {
    label: 'Account SID',
    description: 'Your Account SID. In impact.com: Settings → Technical → API.',
    type: 'string',
    required: true
  },
  apiKey: {
    label: 'API Key',
    description: 'Your Auth Token. In impact.com: Settings → Technical → API, next to the Account SID.',
    type: 'password',
    required: true
  },
  campaignId: {
    label: 'Campaign ID',
    description:
      'The number of the program (campaign) that receives the events. In impact.com: beside the program’s name, in the header.',
    type: 'string',
    required: true
  },
  enablePageEvents: {
    label: 'Enable Page Events',
    description: 'Send Page calls as page loads. Web tracking needs this.',
    type: 'boolean',
    default: false
  },
  enableScreenEvents: {
    label: 'Enable Screen Events',
    description: 'Send Screen calls as page loads.',
    type: 'boolean',
    default: false
  },
  enableIdentifyEvents: {
    label: 'Enable Identify Events',
    description: 'Send Identify calls as page loads.',
    type: 'boolean',
    default: false
  },
  iOsAppId: {
    label: 'iOS App ID',
    description:
      'The System App ID of your iOS app, sent with events from Apple devices. In impact.com: Settings → Mobile Apps.',
    type: 'string'
  },
  androidAppId: {
    label: 'Android App ID',
    description:
      'The System App ID of your Android app, sent with events from Android devices. In impact.com: Settings → Mobile Apps.',
    type: 'string'
  },
  actionEventNames: {
    label: 'Action Event Names',
    description:
      'Track events that are conversions, by their exact names. When empty: Order Completed. impact.com must know each name, under Settings → Tracking → Event Types → Codes.',
    type: 'string',
    multiple: true
  },
  installEventNames: {
    label: 'Install Event Names',
    description:
      'Track events that are app installs, by their exact names. When empty: Application Installed. impact.com must know each name, under Settings → Tracking → Event Types → Codes.',
    type: 'string',
    multiple: true
  },
  pageLoadEventNames: {
    label: 'Page Load Event Names',
    description:
      'Track events that are page loads or app opens, by their exact names. When empty: Application Opened.',
    type: 'string',
    multiple: true
  },
  eventTypeId: {
    label: 'Event Type ID',
    description:
      'The number of an event type, sent with every conversion beside the event’s name. In impact.com: Settings → Tracking → Event Types.',
    type: 'string'
  },
  customParameterMapping: {
    label: 'Custom Parameter Mapping',
    description:
      'Replaces or adds parameters of conversions and page loads. Key: the impact.com parameter, such as Money1. Value: the path in the event, such as properties.profit. A path without a value removes the parameter. AndroidId, for instance, is only sent when it is named here.',
    type: 'object',
    default: {}
  },
  customMappingForProducts: {
    label: 'Custom Mapping for Products',
    description:
      'Replaces or adds item parameters of conversions. Key: the impact.com parameter without its number, such as ItemPrice. Value: the key or path in each entry of properties.products, such as unit_price.',
    type: 'object',
    default: {}
  }
} satisfies SettingFields

export type Settings = SettingsOf<typeof settings>

/** Ids are copied out of pages, with the blanks around them. */
export const withoutBlanks = (given: Settings): Settings =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value])
  ) as Settings
