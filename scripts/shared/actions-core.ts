/**
 * The reference engine, loaded once for all of `scripts`.
 *
 * `@segment/actions-core` publishes ES modules in `.js` files without `"type": "module"`, which Node 20 cannot import;
 * its CommonJS build can be required. Destinations import the package by name as they would in Segment's repository.
 */
import { createRequire } from 'node:module'
import type * as ActionsCore from '@segment/actions-core'
import type * as DestinationSubscriptions from '@segment/destination-subscriptions'

const require = createRequire(import.meta.url)

export const actionsCore = require('@segment/actions-core') as typeof ActionsCore
export const destinationSubscriptions =
  require('@segment/destination-subscriptions') as typeof DestinationSubscriptions

/**
 * The check that `transform` makes of a mapping before it touches an event. Throws an error, or an aggregate of errors,
 * that names the keys.
 */
export const validateMapping = (
  require('@segment/actions-core/mapping-kit/validate') as { default: (mapping: unknown) => void }
).default
