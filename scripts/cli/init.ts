/** `npx segment-functions init`: lays out a project of a team's own. */
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'init',
  group: 'make',
  summary: "Lay out a project of a team's own, in which this package is a dependency",
  examples: ['npx segment-functions init', 'npx segment-functions init my-functions'],
  declare: (command) =>
    command.argument('[folder]', 'where; the folder you stand in when left out').option(...jsonOption),
  async run({ cwd }, _flags: object, folder?: string) {
    const path = (await import('node:path')).default
    const { initProject } = await import('../new/init.ts')
    const made = await initProject(path.resolve(cwd, folder ?? ''))
    const text = `${made.files.map((file) => `  ${file}\n`).join('')}\nNext:\n${made.next.map((step) => `  ${step}\n`).join('')}`
    return { data: made, text }
  }
})
