/** What the calls of Dub's API have in common. */

export const api = 'https://api.dub.co'

/** https://github.com/dubinc/dub: apps/web/lib/zod/schemas/leads.ts */
export const longestEventName = 255
