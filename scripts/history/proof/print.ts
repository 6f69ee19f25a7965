/** What the proof for past events came to, as text for a terminal. */
import { table } from '../../shared/table.ts'
import type { Proof } from './index.ts'

export function printProof({ held, failures, comparison, backfill, vendor }: Proof, seed: number): string {
  const rows: [string, number][] = [
    ['compared', comparison.events],
    ['of them different', comparison.different],
    ['delivered by the last run', backfill.delivered],
    ['delivered before a kill', backfill.skipped],
    ['different ones that the vendor has', vendor.unique],
    ['that it got again, and knew', vendor.repeats]
  ]
  const times = [
    `Compared in ${seconds(comparison.seconds)} (${seconds(comparison.cpuSeconds)} of CPU),`,
    `sent in ${seconds(backfill.seconds)} with ${backfill.kills} kills;`,
    `of ${number(vendor.requests)} requests the vendor refused ${number(vendor.limited)} as too many,`,
    `cut ${number(vendor.resets)}, and was away for ${number(vendor.away)}.`
  ]
  const verdict = held
    ? `Every event was compared, arrived, and counted once (seed ${seed}).`
    : `This did not hold (seed ${seed}):\n${failures.map((failure) => `  ${failure}`).join('\n')}`
  return `${table([['', 'events'], ...rows.map(([what, count]) => [what, number(count)])])}\n\n${times.join(' ')}\n\n${verdict}\n`
}

const number = (value: number): string => value.toLocaleString('en')
const seconds = (value: number): string => `${number(Math.round(value))} s`
