/**
 * The two text maps of the settings: a parameter's name, and the path its value is read from.
 */
import { get } from '@segment/actions-core'
import type { Parameters } from './parameters.ts'

/**
 * @param mapping - parameter to dot path; `$.` in front is allowed, entries with an empty key or value are ignored
 * @returns parameter to dot path, as actions-core's `get` takes it
 */
export function customPaths(mapping: Record<string, string> | undefined): Record<string, string> {
  const entries = Object.entries(mapping ?? {}).filter(([parameter, path]) => parameter !== '' && path !== '')
  return Object.fromEntries(entries.map(([parameter, path]) => [parameter, path.replace(/^\$\./, '')]))
}

/**
 * The parameters that paths lead to.
 *
 * @param paths - parameter to dot path
 * @param source - what the paths start from: the whole event, or one product
 * @returns one member per path; undefined where there is no value, which takes the parameter out
 */
export function parametersAt(paths: Record<string, string>, source: Record<string, unknown>): Parameters {
  return Object.fromEntries(Object.entries(paths).map(([parameter, path]) => [parameter, get(source, path)]))
}
