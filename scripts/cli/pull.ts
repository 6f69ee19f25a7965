/** `npm run pull -- --env dev <function>`: saves what a workspace holds beside the local build. */
import { environmentOption, openEnvironment } from './environment.ts'
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'pull',
  group: 'publish',
  summary: 'Save the code and settings of a function in a Segment workspace to dist/<function>/',
  examples: ['npm run pull -- --env local dub'],
  declare: (command) =>
    command
      .argument('<function>', 'a function of segment.config.json')
      .requiredOption(...environmentOption)
      .option(...jsonOption),
  async run(session, { env }: { env: string }, name: string) {
    const { open } = await openEnvironment(session, env, [name])
    const { pullFunction } = await import('../workspace/pull.ts')
    const pulled = await pullFunction(session.root, open, name)
    const { folder, files, drift } = pulled
    const origin = {
      none: 'stands as it was uploaded',
      edited: 'was edited after it was uploaded',
      foreign: 'was not uploaded from here'
    }[drift ?? 'none']
    return {
      data: pulled,
      text:
        `${folder}/ has ${files.join(', ')}. The code ${origin}.\n` +
        `Compare it with the local build: npm run build -- ${name} && diff dist/${name}/function.js ${folder}/function.js\n`
    }
  }
})
