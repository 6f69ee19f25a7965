/**
 * The hosts a function calls, read off the addresses in its code, so that whoever uploads it can see where data goes.
 */
import ts from 'typescript'

/**
 * @param code - the bundled script
 * @returns the hosts of `https://` and `http://` addresses in texts and templates, sorted; an address that comes from a
 *   setting cannot be known here
 */
export function findHosts(code: string): string[] {
  const hosts = new Set<string>()
  const visit = (node: ts.Node): void => {
    // A template counts by its head; an address begins there.
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      const host = /^https?:\/\/([A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d+)?)(?:[/?#]|$)/.exec(node.text)?.[1]
      if (host) hosts.add(host)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('function.js', code, ts.ScriptTarget.Latest))
  return [...hosts].sort()
}
