/**
 * The client's address and browser, as headers: SaaSquatch's request has no fields for them.
 */

// Node refuses header values with control characters, and other characters would arrive garbled.
const printable = /^[\x20-\x7e]+$/

/** `X-Forwarded-For` and `User-Agent`, each only when a header can hold its value. */
export const clientHeaders = ({ ip = '', userAgent = '' }: { ip?: string; userAgent?: string }) => ({
  ...(printable.test(userAgent) && { 'User-Agent': userAgent }),
  ...(printable.test(ip) && { 'X-Forwarded-For': ip })
})
