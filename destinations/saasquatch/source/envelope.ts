/**
 * What every webhook of SaaSquatch has around its data: `{id, type, tenantAlias, live, created, data}`.
 */
import { idAt, required, timeAt, type Json } from 'segment-functions/runtime'

/** SaaSquatch repeats a webhook with the same id, and Segment drops a message whose id it has seen. */
export const envelopeOf = (webhook: Json): { messageId: string; timestamp: string } => ({
  messageId: required(idAt, webhook, 'id'),
  timestamp: required(timeAt, webhook, 'created')
})
