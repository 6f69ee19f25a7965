/** What the team checks, as `npm test` does: definitions keep the rules, and every fixture replays. */
import { execFileSync } from 'node:child_process'
import { strictEqual } from 'node:assert'
import { test } from 'node:test'

/** @param {string[]} argv */
const run = (...argv) => {
  try {
    return execFileSync('npx', ['--no-install', 'segment-functions', ...argv, '--json'], { encoding: 'utf8' })
  } catch (error) {
    // A fixture that fails is a result too.
    return error.stdout
  }
}

test('definitions keep the rules', () => {
  const { problems } = JSON.parse(run('check'))
  strictEqual(problems.map(({ file, message }) => `${file}: ${message}`).join('\n'), '')
})

test('every fixture replays', () => {
  const { fixtures } = JSON.parse(run('replay'))
  const failed = fixtures.filter(({ passed }) => !passed)
  strictEqual(failed.map(({ file, problems }) => `${file}: ${problems.join('\n')}`).join('\n'), '')
})
