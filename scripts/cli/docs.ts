/** `npm run docs [-- dub]`: writes destinations/<vendor>/README.md, or says which of them are stale. */
import { Command } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'
import { writeReadmes } from '../docs/index.ts'

const program = new Command('docs')
  .description('Write the README of each destination from its definition, config, fixtures and notes')
  .argument('[functions...]', 'functions of segment.config.json; all when left out')
  .option('--check', 'write nothing, and end with exit code 1 when a README is stale')
  .option('--json', 'print the files as JSON')
  .action(async (functions: string[], { check, json }: { check?: boolean; json?: boolean }) => {
    const files = await writeReadmes({ root: projectRoot(), functions, check })
    const stale = files.filter(({ changed }) => changed)
    if (check && stale.length > 0) process.exitCode = 1
    if (json) return printJson({ files })
    for (const { file, changed } of files) process.stdout.write(`${file}: ${stateOf(changed, check)}\n`)
    if (check && stale.length > 0) process.stdout.write('Run `npm run docs` and commit what it writes.\n')
  })

function stateOf(changed: boolean, check: boolean | undefined): string {
  if (!changed) return 'up to date'
  return check ? 'stale' : 'written'
}

await runCommand(program)
