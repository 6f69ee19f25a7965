/** The sources of this project, compiled and running in the host. */
import { compileSource, resolveSource } from '../../scripts/compile/index.ts'
import { createHost, type Exchange, type Host, type SourceInvocation } from '../../scripts/host/index.ts'
import { loadConfig } from '../../scripts/input/config.ts'

const root = process.cwd()

/** @param name - a source of segment.config.json */
export async function startSource(name: string): Promise<Host> {
  const config = await loadConfig(root)
  const resolved = await resolveSource(root, name, config.sources[name]!)
  return createHost({ code: (await compileSource(root, resolved)).code })
}

/** Sends a text to a source; the cache is empty unless `warm`. */
export const post = (
  host: Host,
  settings: object,
  text: string,
  headers: Record<string, string>,
  { exchanges = [], warm = false }: { exchanges?: Exchange[]; warm?: boolean } = {}
): Promise<SourceInvocation> =>
  host.receive(
    { headers: { 'content-type': 'application/json', ...headers }, query: {}, body: text },
    settings,
    { kind: 'exchanges', exchanges },
    { emptyCache: !warm }
  )
