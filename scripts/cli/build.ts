/** `npm run build [-- dub]`: compiles functions to dist/ and says what became of them. */
import { Command } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'
import { minifiedSize } from '../compile/pack/bundle.ts'
import { buildFunctions } from '../compile/index.ts'
import type { CompiledFunction } from '../compile/types.ts'
import { table } from '../shared/table.ts'

const program = new Command('build')
  .description('Compile functions to dist/<function>/function.js')
  .argument('[functions...]', 'functions of segment.config.json; all when left out')
  .option('--json', 'print the result as JSON')
  .action(async (names: string[], { json }: { json?: boolean }) => {
    const compiled = await buildFunctions({ root: projectRoot(), names })
    if (json) printJson({ functions: await Promise.all(compiled.map(summarize)) })
    else process.stdout.write(describe(compiled))
  })

const summarize = async ({ code, manifest, settings }: CompiledFunction) => ({
  name: manifest.name,
  file: fileOf(manifest.name),
  bytes: manifest.bytes,
  minifiedBytes: await minifiedSize(code),
  handlers: manifest.handlers,
  hosts: manifest.hosts,
  subscriptions: manifest.subscriptions.map(({ preset, action, subscribe }) => ({
    preset,
    action,
    subscribe
  })),
  settings,
  lowered: manifest.lowered
})

const fileOf = (name: string): string => `dist/${name}/function.js`

/** No size limit is published for functions; far above this an upload becomes doubtful (Segment: Public API, 413). */
const doubtfulBytes = 1_000_000

function describe(compiled: CompiledFunction[]): string {
  const rows = compiled.map(({ manifest }) => [
    manifest.name,
    fileOf(manifest.name),
    `${(manifest.bytes / 1000).toFixed(1)} KB`,
    manifest.handlers.join(' '),
    manifest.hosts.join(' ') || '(set in the settings)'
  ])
  const notes = compiled.flatMap(({ manifest }) => [
    ...manifest.lowered.map((sentence) => `${manifest.name}: ${sentence}`),
    ...(manifest.bytes > doubtfulBytes ? [`${manifest.name}: over 1 MB, which Segment may refuse`] : [])
  ])
  return `${table([['function', 'file', 'size', 'handlers', 'hosts'], ...rows])}\n${notes.map((note) => `\n${note}`).join('')}${notes.length > 0 ? '\n' : ''}`
}

await runCommand(program)
