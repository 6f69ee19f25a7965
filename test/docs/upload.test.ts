/** Does what docs/upload.md says of the local API, in a copy of the project, and compares what is printed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Config } from '../../scripts/input/config.ts'
import { copyProject } from './project-copy.ts'
import type { ProjectCopy } from './project-copy.ts'
import { chapterOf } from './walkthrough.ts'

const page = await readFile('docs/upload.md', 'utf8')
const startCommand = 'npm run -s local-api'

interface Command {
  kind: 'command'
  command: string
  output: string
}
type Step = Command | { kind: 'config'; change: object }

/** `console` blocks are commands and what they print, `json` blocks belong into segment.config.json. */
const stepsOf = (markdown: string): Step[] =>
  [...markdown.matchAll(/^```(console|json)\n(.*?)^```$/gms)].flatMap(([, language, content = '']): Step[] =>
    language === 'json'
      ? [{ kind: 'config', change: JSON.parse(`{${content}}`) as object }]
      : content.split(/^\$ /m).slice(1).map(commandOf)
  )

function commandOf(text: string): Command {
  const [command = '', ...output] = text.split('\n')
  return { kind: 'command', command, output: output.join('\n') }
}

let port: number
let project: ProjectCopy
let stopServer: () => void = () => undefined

beforeAll(async () => {
  port = await freePort()
  // One fixture tells as much about an upload as all of them.
  const more = ['fixtures/dub/answer-401-expired-key.json', '.gitignore']
  project = await copyProject(more, { SEGMENT_LOCAL_API_PORT: String(port) })
  // The header of the code names the commit; the link to the packages is no change.
  await project.run('git init -q && echo node_modules >> .git/info/exclude && git add .')
  await project.run('git -c user.name=x -c user.email=x@example.com commit -qm Start')
})

afterAll(async () => {
  stopServer()
  await project.remove()
})

it('prints what docs/upload.md says', async () => {
  for (const step of stepsOf(chapterOf(page, 'Try it without a workspace'))) {
    if (step.kind === 'config') await changeConfig(step.change)
    else {
      const printed = step.command === startCommand ? await startServer() : await run(step.command)
      expect({ command: step.command, output: masked(afterGap(printed, step.output)) }).toEqual({
        command: step.command,
        output: masked(withoutTerminal(step.output))
      })
    }
  }
}, 240_000)

/** Presets are those of Dub; whatever else a block shows is an environment. */
async function changeConfig(change: object): Promise<void> {
  const file = path.join(project.folder, 'segment.config.json')
  const config = JSON.parse(await readFile(file, 'utf8')) as Config
  const before = JSON.stringify(config)
  Object.assign('presets' in change ? config.functions.dub! : config.environments!, change)
  // The one block that is there already leaves no trace in git.
  if (JSON.stringify(config) !== before) await writeFile(file, JSON.stringify(config, null, 2))
}

/** As people type it, but for the question, which is for terminals only; `plan` says with 3 and 4 what there is to do. */
function run(command: string): Promise<string> {
  if (command.startsWith('curl ')) return put(command)
  return project.run(/run -s (upload|rollback) /.test(command) ? `${command} --yes` : command, [3, 4])
}

/** What `curl -s -X PUT --data-binary @FILE URL` does; not every machine has curl. */
async function put(command: string): Promise<string> {
  const words = await project.run(command.replace(/^curl/, "printf '%s\\n'").replace(':4010/', `:${port}/`))
  const [, , method, , file, url] = words.split('\n')
  const body = await readFile(path.join(project.folder, file!.slice(1)), 'utf8')
  const response = await fetch(url!, { method: method!, body })
  return `${await response.text()}\n`
}

async function startServer(): Promise<string> {
  const server = spawn('sh', ['-c', startCommand], {
    cwd: project.folder,
    env: { ...process.env, SEGMENT_LOCAL_API_PORT: String(port) },
    // A group of its own, so that npm's children end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  stopServer = () => process.kill(-server.pid!)
  let printed = ''
  for await (const part of server.stdout) {
    printed += String(part)
    if (printed.includes('gone then.\n')) break
  }
  return printed
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Without what only a terminal shows: progress and the question; a line `…` stands for what is left out. */
const withoutTerminal = (output: string): string => output.replace(/^.*( …|\[y\/N\] y|^…)\n/gm, '')

const afterGap = (printed: string, output: string): string =>
  output.startsWith('…\n') ? (printed.match(/.*\n$/) ?? [''])[0] : printed

/** The page says that ids, hashes, versions and times differ; so do line numbers, with every change of the runtime. */
const masked = (output: string): string =>
  output
    .replaceAll(/:\d{4,5}\b(?=[./ ])/g, ':PORT')
    .replaceAll(/\bdfn_[0-9a-f]+/g, 'ID')
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, 'TIME')
    .replaceAll(/\b[0-9a-f]{64}\b|\b[0-9a-f]{40}\b|\b[0-9a-f]{12}\b/g, 'HASH')
    .replaceAll(/\b[0-9A-Za-z]{27}\b|\b[0-9A-Za-z]{22}\b/g, 'NAME')
    .replaceAll(/^(\s+@@) .* @@$/gm, '$1')
