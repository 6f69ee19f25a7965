/** What of Node's `net` needs no socket: whether a text is an IP address (vibe-conversions). */

const part = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const version4 = new RegExp(`^${part}(?:\\.${part}){3}$`)

export const isIPv4 = (text: unknown): boolean => version4.test(String(text))

/** `fe80::1%eth0` names the zone of an address. */
const zone = /%[0-9a-zA-Z\-.:]+$/

export function isIPv6(text: unknown): boolean {
  const address = String(text).replace(zone, '')
  if (!/^[0-9a-f:.]+$/i.test(address)) return false
  try {
    return new URL(`http://[${address}]/`).hostname !== ''
  } catch {
    return false
  }
}

/** @returns 4, 6, or 0 for what is none */
export const isIP = (text: unknown): number => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0)
