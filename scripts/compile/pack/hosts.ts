/**
 * The hosts a function calls, read off the addresses in its code, so that whoever uploads it can see where data goes.
 */
/**
 * @param texts - of the bundled script; a template counts by its head, as an address begins there
 * @returns the hosts of `https://` and `http://` addresses among them, sorted; an address that comes from a setting cannot
 *   be known here
 */
export function findHosts(texts: string[]): string[] {
  const hosts = texts.flatMap(
    (text) => /^https?:\/\/([A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d+)?)(?:[/?#]|$)/.exec(text)?.[1] ?? []
  )
  return [...new Set(hosts)].sort()
}
