/**
 * Compares the compiler with the reference engine on random inputs. Cases are compiled a thousand at a time; the first
 * one that differs is then made as small as it can be.
 */
import fc from 'fast-check'
import { fuzzBatches } from './batches.ts'
import { loadCompiled } from './compiled.ts'
import type { Found } from './found.ts'
import type { Subject } from './subjects.ts'
import { emitted, subjects } from './subjects.ts'

export interface FuzzOptions {
  /** How many inputs to compare for each subject. */
  runs: number
  seed: number
  subjects?: SubjectName[]
  onProgress?: (subject: SubjectName, done: number) => void
}

export type SubjectName = keyof typeof subjects | 'batch'

export interface FuzzResult extends Found {
  subject: SubjectName
  seed: number
}

const casesAtOnce = 1_000

export async function fuzz({ runs, seed, subjects: names, onProgress }: FuzzOptions): Promise<FuzzResult[]> {
  const compile = await loadCompiled()
  const results: FuzzResult[] = []
  for (const name of names ?? ([...Object.keys(subjects), 'batch'] as SubjectName[])) {
    const report = onProgress && ((done: number) => onProgress(name, done))
    const found =
      name === 'batch'
        ? await fuzzBatches(runs, seed, report)
        : fuzzSubject(subjects[name] as Subject<unknown>, runs, seed, compile, report)
    results.push({ subject: name, seed, ...found })
  }
  return results
}

type Compile = (sources: string[]) => unknown[]

function fuzzSubject<Case>(
  subject: Subject<Case>,
  runs: number,
  seed: number,
  compile: Compile,
  onProgress?: (done: number) => void
): Found {
  let compared = 0
  let refused = 0
  const reasons: Record<string, number> = Object.fromEntries(
    subject.refusals.map(({ reason }) => [reason, 0])
  )
  for (let group = 0; compared < runs; group++) {
    const missing = Math.ceil((runs - compared) / subject.inputs)
    const options = { seed: seed + group, numRuns: Math.min(missing, casesAtOnce) }
    const cases = fc.sample(subject.cases, options)
    const result = compareAll(subject, cases, compile)
    if (result.difference !== undefined) {
      return {
        compared,
        refused,
        reasons,
        difference: shrink(subject, options, compile) ?? result.difference
      }
    }
    compared += result.accepted * subject.inputs
    refused += cases.length - result.accepted
    for (const reason of result.reasons) reasons[reason]!++
    onProgress?.(compared)
  }
  return { compared, refused, reasons }
}

function compareAll<Case>(
  subject: Subject<Case>,
  cases: Case[],
  compile: Compile
): { accepted: number; reasons: string[]; difference?: { what: string; smallestCase: string } } {
  const found = (what: string, testCase: Case) => ({
    accepted: 0,
    reasons: [],
    difference: { what, smallestCase: fc.stringify(testCase) }
  })
  const accepted: { testCase: Case; source: string }[] = []
  const reasons: string[] = []
  for (const testCase of cases) {
    const source = emitted(subject, testCase)
    if (source !== undefined) accepted.push({ testCase, source })
    else {
      if (subject.isRefused(testCase)) continue
      const applying = subject.refusals.filter(({ applies }) => applies(testCase))
      if (applying.length === 0) return found('refused for no reason', testCase)
      reasons.push(...applying.map(({ reason }) => reason))
    }
  }
  const compiled = compile(accepted.map(({ source }) => source))
  const compare = subject.prepare()
  for (const [index, { testCase }] of accepted.entries()) {
    const what = compare(testCase, compiled[index])
    if (what !== undefined) return found(what, testCase)
  }
  return { accepted: accepted.length, reasons }
}

function shrink<Case>(
  subject: Subject<Case>,
  options: { seed: number; numRuns: number },
  compile: Compile
): FuzzResult['difference'] {
  let difference: FuzzResult['difference']
  const details = fc.check(
    fc.property(subject.cases, (testCase) => {
      const result = compareAll(subject, [testCase], compile)
      if (result.difference) difference = result.difference
      return result.difference === undefined
    }),
    options
  )
  return details.failed ? difference : undefined
}
