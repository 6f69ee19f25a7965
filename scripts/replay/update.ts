/**
 * Rewrites what fixtures expect, after a change that was meant: what is sent, and the words of an error. Whether a fixture
 * then passes is for the judge to say, so one that fails for any other reason is left as it is.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Exchange, RecordedRequest } from '../host/exchange.ts'
import type { Invocation, SourceInvocation } from '../host/types.ts'
import { diffCode } from '../shared/text-diff.ts'
import { writeFiles } from '../shared/write-files.ts'
import { editJson } from './edit-fixture.ts'
import { asBefore, expectedRequest } from './expected-request.ts'
import { Replayer, type FixtureRun, type ReplayOptions, type ReplayReport } from './index.ts'

export interface UpdateOptions extends ReplayOptions {
  /** Whether fixtures whose outcome changed may be rewritten too. */
  outcomes?: boolean | undefined
}

export interface FixtureUpdate {
  file: string
  /** The whole new text. */
  text: string
  /** A unified diff to what the file holds. */
  diff: string
}

export interface UpdatePlan {
  updates: FixtureUpdate[]
  /** What fails and is not for an update to mend. */
  left: { file: string; problems: string[] }[]
  /** How the fixtures do before anything is written. */
  report: ReplayReport
}

/** A request may depend on the answer to the one before, so each round may show one more. */
const mostRounds = 10

/**
 * Replays, and tries what the failing fixtures would have to say; writes nothing but dist/.
 *
 * @throws UserError as `replayFixtures` does
 */
export async function planUpdate(options: UpdateOptions): Promise<UpdatePlan> {
  const replayer = new Replayer(options)
  try {
    const { report, runs } = await replayer.runWith()
    const passing = new Map<string, string>()
    const texts = new Map<string, string>()
    let failing = failed(report, runs)
    for (let round = 0; round < mostRounds && failing.length > 0; round++) {
      const drafts = new Map<string, string>()
      for (const run of failing) {
        const { file } = run.fixture
        const before = texts.get(file) ?? (await readFile(path.resolve(options.root, file), 'utf8'))
        const after = await rewritten(run, before, options)
        if (after !== before) drafts.set(file, after)
      }
      if (drafts.size === 0) break
      for (const [file, text] of drafts) texts.set(file, text)
      const tried = await replayer.runWith(drafts)
      for (const { file, passed } of tried.report.fixtures) if (passed) passing.set(file, texts.get(file)!)
      failing = failed(tried.report, tried.runs)
    }
    return {
      updates: await Promise.all([...passing].map(([file, text]) => updateOf(options.root, file, text))),
      left: report.fixtures
        .filter(({ file, passed }) => !passed && !passing.has(file))
        .map(({ file, problems }) => ({ file, problems })),
      report
    }
  } finally {
    await replayer.close()
  }
}

/** Each file is written whole. */
export async function writeUpdates(root: string, updates: FixtureUpdate[]): Promise<void> {
  for (const { file, text } of updates) {
    const target = path.resolve(root, file)
    await writeFiles(path.dirname(target), { [path.basename(target)]: text })
  }
}

function failed({ fixtures }: ReplayReport, runs: FixtureRun[]): FixtureRun[] {
  const names = new Set(fixtures.filter(({ passed }) => !passed).map(({ file }) => file))
  return runs.filter(({ fixture }) => names.has(fixture.file))
}

async function updateOf(root: string, file: string, text: string): Promise<FixtureUpdate> {
  const before = await readFile(path.resolve(root, file), 'utf8')
  return { file, text, diff: diffCode(before, text, file, `${file} (updated)`) }
}

/** The parts of a fixture's file that an update may touch. */
interface Written {
  exchanges?: { request: unknown }[]
  expect: Record<string, unknown>
}

/** The text of a fixture that expects what the function did, as far as that may be rewritten. */
function rewritten(run: FixtureRun, text: string, options: UpdateOptions): Promise<string> {
  const { fixture, invocation } = run
  const written = JSON.parse(text) as Written
  const exchanges = updatedExchanges(written.exchanges ?? [], fixture.exchanges, invocation)
  const after = {
    ...written,
    ...(exchanges && { exchanges }),
    ...('sends' in run.fixture && { sends: (run.invocation as SourceInvocation).sends }),
    // What was not answered says nothing about the outcome.
    ...(!exchanges && { expect: updatedExpectation(written.expect, invocation, options) })
  }
  return editJson(text, after, path.resolve(options.root, fixture.file))
}

/**
 * @param written - the exchanges as they stand in the file, which what stays is taken from
 * @param exchanges - the same, read
 * @returns undefined when the requests are those that are expected
 */
function updatedExchanges(
  written: { request: unknown }[],
  exchanges: Exchange[],
  { exchanges: report, requests }: Pick<Invocation, 'exchanges' | 'requests'>
): { request: unknown }[] | undefined {
  const { unmatched = [], unused = [] } = report ?? {}
  if (unmatched.length === 0 && unused.length === 0) return undefined
  const free = new Set(unused)
  const sentInstead = new Map<number, RecordedRequest>()
  const added: Exchange[] = []
  for (const { request, nearest } of unmatched) {
    const sent = requests[request]!
    const own = nearest && free.has(nearest.exchange) ? nearest.exchange : [...free][0]
    if (own === undefined) added.push({ request: expectedRequest(sent), reply: { status: 200, json: {} } })
    else {
      free.delete(own)
      sentInstead.set(own, sent)
    }
  }
  const kept = written.flatMap((exchange, index) => {
    const sent = sentInstead.get(index)
    if (sent) return [{ ...exchange, request: asBefore(exchanges[index]!.request, sent) }]
    return free.has(index) ? [] : [exchange]
  })
  return [...kept, ...added]
}

/** Only the words, unless outcomes may change. */
function updatedExpectation(
  expect: Record<string, unknown>,
  invocation: Pick<Invocation, 'error' | 'statuses'> & { outcome: string },
  { outcomes }: UpdateOptions
): Record<string, unknown> {
  const { outcome, error, statuses } = invocation
  const isSame = (key: string, value: unknown) => expect[key] === undefined || expect[key] === value
  const sameOutcome = isSame('outcome', outcome) && isSame('error', error?.name)
  if (!outcomes && !sameOutcome) return expect
  const message = error?.message
  const isSaid = typeof expect.message === 'string' && message?.includes(expect.message)
  return {
    ...expect,
    ...(outcomes && expect.outcome !== undefined && { outcome }),
    ...(outcomes && expect.statuses !== undefined && { statuses: statuses?.map(({ status }) => status) }),
    ...(outcomes && !sameOutcome && { error: error?.name }),
    ...(expect.message !== undefined && !isSaid && { message }),
    ...(outcomes && !sameOutcome && message !== undefined && { message })
  }
}
