/**
 * What neither a schema nor a name tells: values that a destination checks itself before it sends anything, by its slug and
 * the name of the setting, of the field, which is mapped then, or of what it asks for when an audience is made.
 */
import type { Reply } from '../host/exchange.ts'

/** Keys of Memora name a group of traits and one of them. */
const memoraProfile = {
  profile_identifiers: { 'Contact.$.email': 'jane.doe@example.com' },
  profile_traits: { 'Contact.$.firstName': 'Jane' }
}

/** By slug. */
export const hints: Record<string, Record<string, unknown>> = {
  'amazon-eventbridge': { partnerEventSourceName: 'aws.partner/segment.com' },
  'criteo-audiences': { advertiser_id: '123456' },
  'display-video-360': { advertiser_id: '123456' },
  absmartly: { collectorEndpoint: 'https://shop.absmartly.io/v1' },
  'marketo-static-lists': { api_endpoint: 'https://123-ABC-456.mktorest.com' },
  slack: { url: 'https://hooks.slack.com/services/T00000000/B00000000/seed' },
  'twilio-messaging': {
    channel: 'SMS',
    senderType: 'Phone number',
    toPhoneNumber: '+14155552671',
    fromPhoneNumber: '+14155552672',
    contentTemplateType: 'Inline',
    inlineBody: 'Your order is on its way'
  },
  'twilio-studio': { eventType: 'identify' },
  'dynamic-yield-audiences': { identifier_type: 'userId' },
  'google-campaign-manager-360': { requiredId: { gclid: 'seed_gclid' } },
  'acoustic-s3tc': {
    properties: { plan: 'pro' },
    s3_bucket_accesspoint_alias: 'seed-accesspoint-alias-s3alias',
    s3_region: 'us-east-1',
    fileNamePrefix: 'acme_'
  },
  'engage-messaging-twilio': {
    send: true,
    from: '+14155552672',
    body: 'Your order is on its way',
    contentSid: 'HX00000000000000000000000000000001',
    externalIds: [
      { id: '+14155552671', type: 'phone', channelType: 'sms', subscriptionStatus: 'true' },
      { id: '+14155552671', type: 'phone', channelType: 'whatsapp', subscriptionStatus: 'true' }
    ]
  },
  'engage-messaging-sendgrid': {
    send: true,
    bcc: '[]',
    bodyType: 'html',
    bodyHtml: '<p>Your order is on its way</p>',
    externalIds: [{ id: 'jane.doe@example.com', type: 'email', subscriptionStatus: 'true' }],
    method: 'get',
    cacheTtl: 0,
    responseType: 'json',
    name: 'lookup'
  },
  memora: memoraProfile,
  'memora-internal': memoraProfile,
  quora: { account_id: '123456' },
  voiceops: { call_started_at: '1768471200' },
  zapier: { zapSubscriptionUrl: 'https://hooks.zapier.com/hooks/standard/1/seed/' },
  voucherify: { customURL: 'https://us1.voucherify.io' }
}

/** AWS's answer to who wants another role. */
const assumedRole = {
  to: '//sts.',
  reply: {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    text: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
      <AccessKeyId>seed_key_id</AccessKeyId><SecretAccessKey>seed_key</SecretAccessKey>
      <SessionToken>seed_token</SessionToken><Expiration>2026-01-15T11:00:00Z</Expiration>
    </Credentials></AssumeRoleResult></AssumeRoleResponse>`
  }
}

/** What a vendor answers whose answer an action counts on: to addresses that hold a text. */
export const answers: Record<string, { to: string; reply: Reply }[]> = {
  'amazon-eventbridge': [
    {
      to: '.amazonaws.com',
      reply: { status: 200, json: { PartnerEventSources: [{ Name: 'aws.partner/segment.com/seed' }] } }
    }
  ],
  acoustic: [{ to: '/XMLAPI', reply: { status: 200, text: '<SUCCESS>TRUE</SUCCESS>' } }],
  'aws-s3': [assumedRole],
  s3: [assumedRole],
  'twilio-studio': [
    {
      to: '/external_ids',
      reply: { status: 200, json: { data: [{ id: '+14155552671', created_at: '2026-01-01T00:00:00Z' }] } }
    }
  ]
}
