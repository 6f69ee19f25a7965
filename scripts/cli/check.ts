/** `npm run check [-- dub]`: what definitions should not have although they compile. */
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'check',
  group: 'prove',
  summary: 'Hold definitions to the rules of docs/rules',
  examples: ['npm run check', 'npm run check -- dub --json'],
  declare: (command) =>
    command
      .argument('[functions...]', 'functions of segment.config.json; all when left out')
      .option(...jsonOption),
  async run({ root }, _flags: object, names: string[]) {
    const { checkFunctions } = await import('../check/index.ts')
    const problems = await checkFunctions(root, names)
    const lines = problems.map(
      ({ rule, file, line, message, hint }) =>
        `${file}${line === undefined ? '' : `:${line}`}: ${message} (${rule})\n  ${hint}\n`
    )
    return {
      data: { problems },
      text: problems.length === 0 ? 'No problems.\n' : lines.join(''),
      exitCode: problems.length === 0 ? 0 : 1
    }
  }
})
