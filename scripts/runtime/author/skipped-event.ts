/**
 * Thrown by an action (or `onDelete`) that looked at an event and has no use for it: it then counts as an action that
 * did not subscribe to the event. An event that every subscription passes over is discarded as EventNotSupported.
 */
export class SkippedEvent extends Error {
  /** @param reason - why, as half a sentence: `"Product Viewed" is in none of the event name lists` */
  constructor(reason: string) {
    super(reason)
    this.name = 'SkippedEvent'
  }
}
