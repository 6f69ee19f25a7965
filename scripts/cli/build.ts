/** `npm run build [-- dub]`: compiles functions to dist/ and says what became of them. */
import { packagesIn } from '../compile/pack/packages.ts'
import type { CompiledFunction } from '../compile/types.ts'
import { table } from '../shared/table.ts'
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'build',
  group: 'make',
  summary: 'Compile functions to dist/<function>/function.js',
  examples: ['npm run build', 'npm run build -- dub --json'],
  declare: (command) =>
    command
      .argument('[functions...]', 'functions of segment.config.json; all when left out')
      .option(...jsonOption),
  async run({ root, json }, _flags: object, names: string[]) {
    const { buildFunctions } = await import('../compile/index.ts')
    const compiled = await buildFunctions({ root, names })
    const { writeConfigSchema } = await import('../schema/config.ts')
    await writeConfigSchema(root)
    if (!json) return { text: await describe(compiled) }
    return { data: { functions: await Promise.all(compiled.map(summarize)) } }
  }
})

async function summarize({ code, manifest, settings }: CompiledFunction) {
  const { minifiedSize } = await import('../compile/pack/bundle.ts')
  return {
    name: manifest.name,
    file: fileOf(manifest.name),
    bytes: manifest.bytes,
    minifiedBytes: await minifiedSize(code),
    ...(manifest.browser && { browser: { file: `dist/${manifest.name}/browser.js`, ...manifest.browser } }),
    handlers: manifest.handlers,
    hosts: manifest.hosts,
    subscriptions: manifest.subscriptions.map(({ preset, action, subscribe }) => ({
      preset,
      action,
      subscribe
    })),
    settings,
    packages: packagesIn(code),
    lowered: manifest.lowered
  }
}

const fileOf = (name: string): string => `dist/${name}/function.js`

/** No size limit is published for functions; far above this an upload becomes doubtful (Segment: Public API, 413). */
const doubtfulBytes = 1_000_000

async function describe(compiled: CompiledFunction[]): Promise<string> {
  const { heavyPackages, sizeOf } = await import('./heavy-packages.ts')
  const rows = compiled.map(({ manifest }) => [
    manifest.name,
    fileOf(manifest.name),
    sizeOf(manifest.bytes),
    manifest.handlers.join(' '),
    manifest.hosts.join(' ') || '(set in the settings)',
    manifest.browser ? sizeOf(manifest.browser.bytes) : ''
  ])
  const notes = compiled.flatMap(({ code, manifest }) => [
    ...manifest.lowered.map((sentence) => `${manifest.name}: ${sentence}`),
    ...heavyPackages(packagesIn(code)).map((sentence) => `${manifest.name}: ${sentence}`),
    ...(manifest.bytes > doubtfulBytes ? [`${manifest.name}: over 1 MB, which Segment may refuse`] : [])
  ])
  return `${table([['function', 'file', 'size', 'handlers', 'hosts', 'browser.js'], ...rows])}\n${notes.map((note) => `\n${note}`).join('')}${notes.length > 0 ? '\n' : ''}`
}
