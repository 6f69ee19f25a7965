/** What a page may say to every script of ours, beside the settings of its vendor. */
export interface PageOptions {
  /**
   * Asked before anything is read, kept or sent, each time. Anything but `true` is a no, and so is an error.
   * Left out: no consent is needed.
   */
  consent?: () => boolean
}

export function hasConsent({ consent }: PageOptions): boolean {
  try {
    // Exactly true: a promise would be truthy before anybody has agreed.
    return !consent || consent() === true
  } catch {
    return false
  }
}
