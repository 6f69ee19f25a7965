/**
 * What Segment takes, as a JSON Schema written from Segment's spec. Every message that a source's fixture expects must satisfy
 * it, and every message known to be wrong must not.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import { default as addFormats } from 'ajv-formats'

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const ajv = addFormats(new Ajv({ allErrors: true, strict: false }))
ajv.addKeyword({
  keyword: 'maxBytes',
  validate: (limit: number, value: unknown) => Buffer.byteLength(JSON.stringify(value)) <= limit
})
const validate = ajv.compile(readJson('test/contracts/segment.schema.json') as object)

const sources = readdirSync('fixtures').filter((name) => name.endsWith('-source'))
const files = sources.flatMap((source) =>
  readdirSync(join('fixtures', source)).map((name) => join('fixtures', source, name))
)
const wrong = readJson('test/contracts/segment.wrong.json') as { why: string; message: object }[]

describe('Segment', () => {
  it.each(files)('takes what %s sends', (file) => {
    const { sends } = readJson(file) as { sends: object[] }
    expect(sends.flatMap((message) => (validate(message) ? [] : [ajv.errorsText(validate.errors)]))).toEqual(
      []
    )
  })

  it.each(wrong)('refuses $why', ({ message }) => {
    expect(validate(message)).toBe(false)
  })

  it('refuses a message of more than 32 KB', () => {
    const message = (note: string) => ({
      type: 'track',
      event: 'Seen',
      userId: 'u',
      messageId: 'm',
      timestamp: '2026-01-15T10:00:00.000Z',
      properties: { note }
    })
    expect([validate(message('x'.repeat(32_000))), validate(message('x'.repeat(33_000)))]).toEqual([
      true,
      false
    ])
  })

  it('gets messages whose ids differ, also of one webhook', () => {
    for (const file of files) {
      const ids = (readJson(file) as { sends: { messageId: string }[] }).sends.map(
        ({ messageId }) => messageId
      )
      expect(new Set(ids).size).toBe(ids.length)
    }
  })
})
