/** `npm run versions -- --env dev <function>`: the versions that Segment keeps, and where each came from. */
import { table } from '../shared/table.ts'
import type { VersionRow } from '../workspace/versions.ts'
import { environmentOption, openEnvironment } from './environment.ts'
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'versions',
  group: 'publish',
  summary: 'List the versions of a function in a Segment workspace, newest first',
  examples: ['npm run versions -- --env local dub'],
  declare: (command) =>
    command
      .argument('<function>', 'a function of segment.config.json')
      .requiredOption(...environmentOption)
      .option(...jsonOption),
  async run(session, { env }: { env: string }, name: string) {
    const { open } = await openEnvironment(session, env, [name])
    const { listVersions } = await import('../workspace/versions.ts')
    const versions = await listVersions(open, name)
    return { data: { function: name, environment: env, versions }, text: describe(versions) }
  }
})

function describe(versions: VersionRow[]): string {
  const rows = versions.map((version) => [
    version.id,
    minutes(version.createdAt),
    version.author ?? '',
    version.isDeployed ? 'running' : minutes(version.deployedAt),
    version.asUploaded ? '' : version.source ? 'edited' : 'not from here',
    version.source?.slice('sha256:'.length, 'sha256:'.length + 12) ?? '',
    version.commit?.replace(/^(\w{12})\w*/, '$1') ?? ''
  ])
  const head = ['version', 'saved (UTC)', 'author', 'deployed (UTC)', 'code', 'source', 'commit']
  return `${table([head, ...rows])}\n`
}

const minutes = (time: string | null): string => time?.slice(0, 16).replace('T', ' ') ?? ''
