/**
 * Feedback of a user. The `username` of Product Fruits is Segment's user id, as the destination sends it.
 */
import { compact, idAt, objectAt, required, textAt, timeAt, type Json } from 'segment-functions/runtime'
import type { SourceMessage } from 'segment-functions/runtime'

export function feedbackSubmitted(feedback: Json): SourceMessage[] {
  const { authorName, authorEmail, authorUsername, authorProps, ...properties } = feedback
  const traits = compact({
    ...objectAt({ authorProps }, 'authorProps'),
    name: textAt({ authorName }, 'authorName'),
    email: textAt({ authorEmail }, 'authorEmail')
  })
  return [
    {
      type: 'track',
      userId: required(idAt, { authorUsername }, 'authorUsername'),
      // The vendor writes no offset and means UTC. The message gets its id from the webhook's content, as it has none.
      timestamp: timeAt(feedback, 'createdAt'),
      context: compact({
        traits,
        userAgent: textAt(feedback, 'environmentInfo.userAgent'),
        page: compact({ url: textAt(feedback, 'environmentInfo.url') })
      }),
      properties
    }
  ]
}
