/** `npm run pull -- --env dev <function>`: saves what a workspace holds beside the local build. */
import { Command } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'
import { openProject } from '../workspace/project.ts'
import { pullFunction } from '../workspace/pull.ts'

const program = new Command('pull')
  .description('Save the code and settings of a function in a Segment workspace to dist/<function>/')
  .argument('<function>', 'a function of segment.config.json')
  .requiredOption('--env <name>', 'an environment of segment.config.json')
  .option('--json', 'print where the files are as JSON')
  .action(async (name: string, { env, json }: { env: string; json?: boolean }) => {
    const root = projectRoot()
    const { open } = await openProject(root, env, [name])
    const pulled = await pullFunction(root, open, name)
    if (json) return void printJson(pulled)
    const origin = {
      none: 'stands as it was uploaded',
      edited: 'was edited after it was uploaded',
      foreign: 'was not uploaded from here'
    }[pulled.drift ?? 'none']
    process.stdout.write(
      `${pulled.folder}/ has ${pulled.files.join(', ')}. The code ${origin}.\n` +
        `Compare it with the local build: npm run build -- ${name} && diff dist/${name}/function.js ${pulled.folder}/function.js\n`
    )
  })

await runCommand(program)
