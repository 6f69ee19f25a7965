/**
 * What every webhook of Dub has around its data: `{id, event, createdAt, data}`.
 */
import { idAt, required, timeAt, type Json } from 'segment-functions/runtime'

/** Dub sends a webhook again with the same id, and Segment drops a message whose id it has seen. */
export const envelopeOf = (webhook: Json): { messageId: string; timestamp: string } => ({
  messageId: required(idAt, webhook, 'id'),
  timestamp: required(timeAt, webhook, 'createdAt')
})
