/** `npm run versions -- --env dev <function>`: the versions that Segment keeps, and where each came from. */
import { Command } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'
import { table } from '../shared/table.ts'
import { openProject } from '../workspace/project.ts'
import { listVersions } from '../workspace/versions.ts'
import type { VersionRow } from '../workspace/versions.ts'

const program = new Command('versions')
  .description('List the versions of a function in a Segment workspace, newest first')
  .argument('<function>', 'a function of segment.config.json')
  .requiredOption('--env <name>', 'an environment of segment.config.json')
  .option('--json', 'print the versions as JSON')
  .action(async (name: string, { env, json }: { env: string; json?: boolean }) => {
    const { open } = await openProject(projectRoot(), env, [name])
    const versions = await listVersions(open, name)
    if (json) printJson({ function: name, environment: env, versions })
    else process.stdout.write(describe(versions))
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

await runCommand(program)
