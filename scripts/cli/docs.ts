/** `npm run docs [-- dub]`: writes destinations/<vendor>/README.md, or says which of them are stale. */
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'docs',
  group: 'make',
  summary: 'Write the README of each destination from its definition, config, fixtures and notes',
  examples: ['npm run docs', 'npm run docs -- --check'],
  declare: (command) =>
    command
      .argument('[functions...]', 'functions of segment.config.json; all when left out')
      .option('--check', 'write nothing, and end with exit code 1 when a README is stale')
      .option(...jsonOption),
  async run({ root }, { check = false }: { check?: boolean }, functions: string[]) {
    const { writeReadmes } = await import('../docs/index.ts')
    const files = await writeReadmes({ root, functions, check })
    const stale = check && files.some(({ changed }) => changed)
    const lines = files.map(({ file, changed }) => `${file}: ${stateOf(changed, check)}\n`)
    if (stale) lines.push('Run `npm run docs` and commit what it writes.\n')
    return { data: { files }, text: lines.join(''), exitCode: stale ? 1 : 0 }
  }
})

function stateOf(changed: boolean, check: boolean): string {
  if (!changed) return 'up to date'
  return check ? 'stale' : 'written'
}
