/** Follows docs/dev.md: what the command prints, and what a terminal gets for an event. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from '@jest/globals'
import { call } from '../cli/call.ts'
import { stepsOf } from './walkthrough.ts'

const page = await readFile('docs/dev.md', 'utf8')
const commands = stepsOf(page).flatMap((step) => (step.kind === 'command' ? [step] : []))

it('prints what the page says', async () => {
  const [dev, curl] = commands
  expect(commands.map(({ command }) => command.split(' ')[0])).toEqual(['npm', 'curl'])
  const stop = new AbortController()
  let printed = ''
  let started = (): void => undefined
  const ready = new Promise<void>((resolve) => (started = resolve))
  const write = (text: string): void => {
    printed += text
    if (text.includes('Ctrl-C')) started()
  }
  const ended = call(process.cwd(), ['dev', '--port', '0'], { signal: stop.signal, stdout: { write } })
  await Promise.race([ready, ended])
  const port = /127\.0\.0\.1:(\d+)/.exec(printed)![1]!
  try {
    expect(printed.replaceAll(port, '4020')).toBe(dev!.output)
    const command = curl!.command.replace('4020', port)
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { encoding: 'utf8' })
    expect(`${stdout}\n`).toBe(curl!.output)
  } finally {
    stop.abort()
    await ended
  }
}, 60_000)
