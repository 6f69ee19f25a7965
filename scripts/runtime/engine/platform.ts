/**
 * What Segment's own platform hands to `perform` besides the event: clients of its statistics, logs and state, of which a
 * Function has none. They are there and do nothing, so that an action that uses one goes on. Only those ship that a
 * definition names.
 */

const nothing = (): void => undefined

export const statsContext = {
  statsClient: {
    observe: nothing,
    incr: nothing,
    set: nothing,
    histogram: nothing,
    _name: (name: string): string => name,
    _tags: (tags: string[] = []): string[] => tags
  },
  tags: [] as string[]
}

export const logger = {
  level: 'info',
  name: 'segment-functions',
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  crit: nothing,
  log: nothing,
  withTags: nothing
}

export const transactionContext = { transaction: {}, setTransaction: nothing }

export const stateContext = { getRequestContext: nothing, setResponseContext: nothing }

export const subscriptionMetadata = {
  actionConfigId: undefined,
  destinationConfigId: undefined,
  actionId: undefined,
  sourceId: undefined
}

/** Of a destination without OAuth. */
export const auth = { accessToken: undefined, refreshToken: undefined, refreshTokenUrl: undefined }
