/** A function as a commit has it, and what is said of one that today's compiler cannot take. */
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { compileAt } from '../../scripts/history/git-form.ts'
import { definition } from '../compile/definition.ts'
import { temporaryFolder } from '../temporary.ts'

const config = { functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } } }

/** A project with one commit of these files, and a function that works beside them. */
async function project(committed: Record<string, unknown>): Promise<string> {
  const root = await temporaryFolder(committed)
  const git = (...argv: string[]) => execFileSync('git', argv, { cwd: root })
  git('init', '-q')
  await writeFile(path.join(root, '.git/info/exclude'), 'node_modules\n')
  git('add', '.')
  git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-qm', 'Start')
  return root
}

it('is compiled from the files of that commit, whatever they are now', async () => {
  const root = await project({
    'package.json': { version: '1.0.0' },
    'segment.config.json': config,
    'destinations/acme/index.ts': definition({})
  })
  await writeFile(path.join(root, 'destinations/acme/index.ts'), 'broken')
  expect(await compileAt(root, 'acme', 'HEAD')).toContain('https://api.example.com/track')
})

it.each([
  ['there is no function yet', { 'read.me': '' }, /^git:HEAD: segment\.config\.json does not exist\.$/],
  [
    'its function needs a file that is gone',
    {
      'package.json': { version: '1.0.0' },
      'segment.config.json': config,
      'destinations/acme/index.ts': definition({ imports: `import './gone.ts'` })
    },
    /^git:HEAD: destinations\/acme\/index\.ts:2:\d+: Could not resolve "\.\/gone\.ts"/
  ]
])('names the commit where %s', async (_, committed, message) => {
  await expect(compileAt(await project(committed), 'acme', 'HEAD')).rejects.toMatchObject({
    message: expect.stringMatching(message) as unknown,
    hint: 'The function is not there yet, or today cannot be built as it was. Name a later commit, or a function.js of then.'
  })
})

it('names a commit that is none', async () => {
  const root = await project({ 'read.me': '' })
  await expect(compileAt(root, 'acme', 'nothing')).rejects.toMatchObject({
    message: expect.stringContaining('git has no "nothing" here') as unknown,
    hint: 'Name a commit, a branch or a tag.'
  })
})
