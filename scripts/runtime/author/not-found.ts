/**
 * The one answer a vendor can give with 404 that is no failure: what was asked for is not there.
 */
import { isObject } from './text.ts'

/**
 * @param error - what a request threw
 * @returns whether the vendor answered 404; the shape is looked at, since an error may come from another realm
 */
export const isNotFound = (error: unknown): boolean =>
  isObject(error) && isObject(error.response) && error.response.status === 404
