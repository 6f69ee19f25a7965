/** Every message of the code has its entry in docs/troubleshooting.md, and no entry is of a message that is gone. */
import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import { messagesOfCode } from './messages.ts'

const page = await readFile('docs/troubleshooting.md', 'utf8')
const entries = [...page.matchAll(/^### `{1,3} ?(.*?) ?`{1,3}$/gm)].map(([, text]) => text!)

it('finds messages in the code', () => {
  expect(messagesOfCode().length).toBeGreaterThan(200)
})

it('explains every message of the code, and none that is gone', () => {
  const written = messagesOfCode().map(({ text }) => text)

  expect({
    without: written.filter((text) => !entries.includes(text)),
    gone: entries.filter((text) => !written.includes(text))
  }).toEqual({ without: [], gone: [] })
})

it('says what to do about each', () => {
  const bodies = page.split(/^### .*$/m).slice(1)

  expect(bodies.filter((body) => body.trim().length < 10)).toEqual([])
})
