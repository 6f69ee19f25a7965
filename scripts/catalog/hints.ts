/**
 * What neither a schema nor a name tells: values that a destination checks itself before it sends anything, by its slug and
 * the name of the setting or field.
 */
export const hints: Record<string, Record<string, unknown>> = {
  'criteo-audiences': { advertiser_id: '123456' },
  'display-video-360': { advertiser_id: '123456' },
  absmartly: { collectorEndpoint: 'https://shop.absmartly.io/v1' },
  'marketo-static-lists': { api_endpoint: 'https://123-ABC-456.mktorest.com' },
  slack: { url: 'https://hooks.slack.com/services/T00000000/B00000000/seed' },
  'twilio-messaging': { toPhoneNumber: '+14155552671', from: '+14155552672' },
  'twilio-messaging-omnichannel': { toPhoneNumber: '+14155552671' },
  voucherify: { customURL: 'https://us1.voucherify.io' }
}
