/**
 * What the vendors' endpoints accept, as JSON Schemas written from the vendors' own documents. Every request that a
 * fixture expects must satisfy the contract of its vendor, and every request known to be wrong must not.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { openContract, type ContractFile, type ContractRequest } from './contract.ts'

const here = 'test/contracts'
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const jsonFiles = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()

/** The five that come with this project; a destination of one's own needs no contract. */
const vendors = ['dub', 'impact', 'product-fruits', 'saasquatch', 'tractionboard']

describe.each(vendors)('%s', (vendor) => {
  const check = openContract(readJson(join(here, `${vendor}.schema.json`)) as ContractFile)
  const fixtures = jsonFiles(join('fixtures', vendor), '.json')
  const wrong = readJson(join(here, `${vendor}.wrong.json`)) as { why: string; request: ContractRequest }[]

  it.each(fixtures)('accepts what fixtures/%s sends', (name) => {
    const { exchanges } = readJson(join('fixtures', vendor, name)) as {
      exchanges: { request: ContractRequest }[]
    }
    expect(exchanges.flatMap(({ request }) => check(request, 'named'))).toEqual([])
  })

  it('knows at least 15 ways to be wrong', () => {
    expect(wrong.length).toBeGreaterThanOrEqual(15)
  })

  it.each(wrong)('refuses a request: $why', ({ request }) => {
    // Without headers the table speaks of address and body only.
    expect(check(request, request.headers ? 'all' : 'named')).not.toEqual([])
  })
})
