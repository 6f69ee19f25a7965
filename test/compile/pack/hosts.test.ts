import { expect, it } from '@jest/globals'
import { findHosts } from '../../../scripts/compile/pack/hosts.ts'
import { readSyntax } from '../../../scripts/compile/syntax.ts'

it('finds the hosts of addresses in texts and templates, and nothing in comments', () => {
  const code = `
    // see https://docs.example.com/help
    const base = "https://api.example.com/v1"
    const page = \`https://track.example.com:8443/\${id}\`
    const other = \`\${base}/https://nested.example.com\`
    const words = "read https://prose.example.com first"
    const local = "http://plain.example.com"
  `
  expect(findHosts(readSyntax(code).texts)).toEqual([
    'api.example.com',
    'plain.example.com',
    'track.example.com:8443'
  ])
})
