/**
 * Cookies of a page, where nothing may throw: `document.cookie` does in a sandboxed frame, and a blocked cookie is just
 * not there afterwards.
 */

/** @returns the cookie's value; undefined when it is absent, empty, not decodable or out of reach */
export function readCookie(name: string): string | undefined {
  try {
    const pair = document.cookie.split('; ').find((text) => text.startsWith(`${name}=`))
    return (pair && decodeURIComponent(pair.slice(name.length + 1))) || undefined
  } catch {
    return undefined
  }
}

/**
 * Keeps a value on the widest domain that the browser allows, which is the registrable one, else on the host.
 *
 * @param days - how long
 */
export function writeCookie(name: string, value: string, days: number): void {
  try {
    const labels = location.hostname.split('.')
    // From `com` inwards: browsers refuse public suffixes by themselves. Last without a domain: the host alone.
    const domains = ['', ...labels.map((_, index) => `;domain=${labels.slice(index).join('.')}`)].reverse()
    const secure = location.protocol === 'https:' ? ';Secure' : ''
    const set = (text: string, seconds: number, domain: string): void => {
      document.cookie = `${name}=${text};path=/;max-age=${seconds};SameSite=Lax${secure}${domain}`
    }
    // An older cookie of a narrower domain would be read before the new one.
    for (const domain of domains) set('', 0, domain)
    for (const domain of domains) {
      set(encodeURIComponent(value), days * 86_400, domain)
      if (readCookie(name) === value) return
    }
  } catch {
    // Nothing can be kept here; the caller goes on without.
  }
}
