/**
 * The one answer a vendor can give with 404 that is no failure: what was asked for is not there.
 */
import { isObject } from './text.ts'

/**
 * @param error - what a request threw
 * @returns whether the vendor answered 404; the shape is looked at, since an error may come from another realm. A page of
 *   HTML is not the vendor's answer but that of something on the way, which knows nothing of what was asked for.
 */
export const isNotFound = (error: unknown): boolean =>
  isObject(error) && isObject(error.response) && error.response.status === 404 && !isPage(error.response)

/** By its look: not everything on the way says what it sends. */
const isPage = ({ content }: Record<string, unknown>): boolean =>
  typeof content === 'string' && /^\s*<(!doctype\s+html|html|head|body)\b/i.test(content.slice(0, 1_000))
