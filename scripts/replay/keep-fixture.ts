/**
 * What `npm run invoke -- --save-fixture` does: writes what was seen as a fixture that replays green at once, or says why
 * it would not.
 */
import path from 'node:path'
import { UserError } from '../shared/errors.ts'
import { Replayer } from './index.ts'
import { fixtureFile, fixtureOf, fixtureText, saveFixture } from './save-fixture.ts'
import type { Seen } from './save-fixture.ts'

/**
 * @param root - the project's folder
 * @param name - the fixture's, without folder and ending
 * @returns the path of the file, from `root`
 * @throws UserError for a name that cannot be used, and for what would not happen again when it is replayed
 */
export async function keepFixture(root: string, name: string, seen: Seen): Promise<string> {
  const fixture = fixtureOf(seen)
  const file = fixtureFile(root, fixture.function, name)
  const replayer = new Replayer({ root, functions: [fixture.function] })
  try {
    const text = await fixtureText(path.join(root, file), fixture)
    const { report } = await replayer.runWith(new Map([[file, text]]))
    const [problem] = report.fixtures.flatMap(({ problems }) => problems)
    if (problem !== undefined)
      throw new UserError(
        'event',
        `What was seen does not happen again with made-up secrets, so it is not kept. ${problem}`,
        'Sign a request, and call with settings, that hold no real secret: those of another fixture, say.'
      )
  } finally {
    await replayer.close()
  }
  return saveFixture(root, name, fixture)
}
