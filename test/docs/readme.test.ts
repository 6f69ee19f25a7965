/** Runs what docs/using.md shows of `invoke`, in both directions, and compares what is printed. */
import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import { call } from '../cli/call.ts'
import { chapterOf, printedAs, stepsOf } from './walkthrough.ts'

const readme = await readFile('docs/using.md', 'utf8')

const commands = ['Send one event', 'Both ways'].flatMap((heading) =>
  stepsOf(textOnly(chapterOf(readme, heading))).flatMap((step) => (step.kind === 'command' ? [step] : []))
)

/** Pieces of a config among the commands are for reading. */
function textOnly(chapter: string): string {
  return chapter.replaceAll(/^```json\n.*?^```$/gms, '')
}

it('has a command for each direction', () => {
  expect(commands.map(({ command }) => command)).toEqual([
    'npm run invoke -- dub --event fixtures/events/browser-sign-up.json',
    'npm run invoke -- dub-source --event fixtures/dub-source/lead-created.json'
  ])
})

it.each(commands)(
  'prints what the README says of $command',
  async ({ command, output }) => {
    const argv = command.replace('npm run ', '').replace(' -- ', ' ').split(' ')

    const { code, stdout } = await call(process.cwd(), argv)

    expect(code).toBe(0)
    expect(withoutTime(stdout)).toMatch(printedAs(withoutTime(output)))
  },
  60_000
)

const withoutTime = (text: string): string => text.replace(/ in \d+ ms/, '')
