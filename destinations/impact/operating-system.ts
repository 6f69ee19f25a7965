/**
 * What depends on the device's operating system: the advertising ids and the id of the app.
 */
import { get } from '@segment/actions-core'
import { isBlank } from 'segment-functions/runtime'
import { isId } from './identifiers.ts'
import type { Parameters } from './parameters.ts'
import type { Settings } from './settings.ts'

type OperatingSystem = 'apple' | 'android'

const systems = new Map<string, OperatingSystem>([
  ['ios', 'apple'],
  ['ipados', 'apple'],
  ['tvos', 'apple'],
  ['watchos', 'apple'],
  ['iphone os', 'apple'], // what analytics-ios writes to context.os.name
  ['android', 'android']
])

/** The system named by `context.device.type` or else `context.os.name`, whatever the case and the blanks around it. */
function operatingSystem(event: Record<string, unknown>): OperatingSystem | undefined {
  return [get(event, 'context.device.type'), get(event, 'context.os.name')]
    .map((name) => (typeof name === 'string' ? systems.get(name.trim().toLowerCase()) : undefined))
    .find((system) => system !== undefined)
}

/**
 * The mapping puts `context.device` ids into Apple's parameters. On Android they are no Apple ids: they are left out, and
 * the advertising id is Google's.
 *
 * @param mapped - the parameters as mapped
 * @param event - the whole event
 * @returns the parameters that this rule changes; undefined takes one out
 */
export function deviceIds(mapped: Parameters, event: Record<string, unknown>): Parameters {
  if (operatingSystem(event) !== 'android') return {}
  return {
    AppleAdTrack: undefined,
    AppleIfa: undefined,
    AppleIfv: undefined,
    GoogAId:
      isBlank(mapped.GoogAId) || !isId(String(mapped.GoogAId))
        ? get(event, 'context.device.advertisingId')
        : mapped.GoogAId
  }
}

/**
 * The app's id in impact.com, for the system the event comes from. impact.com's Segment page calls the parameter
 * ImpactAppId, its API only knows PropertyId, which is a number: both are sent.
 * https://integrations.impact.com/impact-brand/reference/submit-a-conversion
 *
 * @param otherwise - for ImpactAppId, when no id is set for the event's system
 */
export function appIds(event: Record<string, unknown>, settings: Settings, otherwise?: unknown): Parameters {
  const system = operatingSystem(event)
  const appId =
    system === 'apple' ? settings.iOsAppId : system === 'android' ? settings.androidAppId : undefined
  if (!appId) return isBlank(otherwise) ? {} : { ImpactAppId: otherwise }
  return { ImpactAppId: appId, ...(/^\d+$/.test(appId) && { PropertyId: appId }) }
}
