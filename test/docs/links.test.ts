/** Every link between the pages leads to a file. */
import { expect, it } from '@jest/globals'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...(await readdir('docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)
]

it.each(pages)('%s links to files that exist', async (page) => {
  const text = (await readFile(page, 'utf8')).replaceAll(/```.*?```/gs, '')
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|\bsrc(?:set)?="([^"]+)"/g)].map(
    ([, link, picture]) => link ?? picture!
  )
  const local = links.filter((link) => !/^[a-z]+:/.test(link))

  expect(local.filter((link) => !existsSync(path.join(path.dirname(page), link)))).toEqual([])
})
