/** TemplateLabel: who it is about, when it happened, and all that the webhook says of it. */
import { idAt, required, timeAt, type Json, type SourceMessage } from 'segment-functions/runtime'

/** The webhook's own id makes a webhook that is sent twice one message. */
export const thingCreated = (thing: Json, webhook: Json): SourceMessage[] => [
  {
    type: 'track',
    userId: required(idAt, thing, 'user_id'),
    messageId: required(idAt, webhook, 'id'),
    timestamp: required(timeAt, webhook, 'created_at'),
    properties: thing
  }
]
