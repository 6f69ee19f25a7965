/**
 * A user of the referral program. The id is the one that the SaaSquatch destination sends: Segment's user id.
 */
import { compact, idAt, objectAt, required, textAt, timeAt, type Json } from 'segment-functions/runtime'
import type { SourceMessage } from 'segment-functions/runtime'
import { envelopeOf } from './envelope.ts'

export const userCreated = (user: Json, webhook: Json): SourceMessage[] => [
  {
    type: 'identify',
    userId: required(idAt, user, 'id'),
    ...envelopeOf(webhook),
    context: compact({ ip: textAt(user, 'lastSeenIP') }),
    traits: {
      firstName: textAt(user, 'firstName'),
      lastName: textAt(user, 'lastName'),
      email: textAt(user, 'email'),
      avatar: textAt(user, 'imageUrl'),
      createdAt: timeAt(user, 'dateCreated'),
      accountId: idAt(user, 'accountId'),
      locale: textAt(user, 'locale'),
      countryCode: textAt(user, 'countryCode'),
      // By program, and the codes that brought the user here, as the destination reads them.
      referralCodes: objectAt(user, 'referralCodes'),
      referredByCodes: user.referredByCodes ?? undefined,
      customFields: objectAt(user, 'customFields'),
      segments: user.segments ?? undefined
    }
  }
]
