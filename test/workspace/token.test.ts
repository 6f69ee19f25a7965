import { describe, expect, it } from '@jest/globals'
import { tokenRedactor } from '../../scripts/workspace/token.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe.each(['sgp_Tok3n/with+signs==', 'sgp_"quoted"\\and\\back', 'sgp_tökén_日本'])(
  'the token %s is hidden',
  (token) => {
    it.each([
      ['as it is', token],
      ['in JSON', JSON.stringify({ token })],
      ['in JSON inside JSON', JSON.stringify(JSON.stringify({ token }))],
      ['in JSON with escaped slashes', JSON.stringify({ token }).replaceAll('/', '\\/')],
      ['in a URL', `https://api.segmentapis.com/?token=${encodeURIComponent(token)}`],
      ['in a form', new URLSearchParams({ token }).toString()],
      ['URL-encoded twice', encodeURIComponent(encodeURIComponent(token))],
      ['in base64', base64(token)],
      ['as user of Basic authorization', `Basic ${base64(`${token}:`)}`],
      ['as password of Basic authorization', `Basic ${base64(`me:${token}`)}`],
      ['in base64url', Buffer.from(`x${token}`).toString('base64url')],
      ['in hex', Buffer.from(token).toString('hex')],
      ['over lines', `${token.slice(0, 9)}\n  ${token.slice(9)}`],
      ['cut off', `${token.slice(0, 14)}…`]
    ])('%s', (_, text) => {
      const hidden = tokenRedactor(token)(`before <${text}> after`)
      expect(hidden).toContain('[token]')
      expect(hidden).toMatch(/^before <.*> after$/)
      const half = Math.ceil(token.length / 2)
      for (const form of [
        token,
        encodeURIComponent(token),
        base64(token),
        JSON.stringify(token).slice(1, -1)
      ])
        expect(hidden).not.toContain(form.slice(0, half))
    })
  }
)
