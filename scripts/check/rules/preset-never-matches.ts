import type { DestinationRule } from '../rule.ts'
import { canHold, waysOf } from './conjunctions.ts'

/** A condition that contradicts itself: the compiler refuses only those whose type of event is impossible. */
export const presetNeverMatches: DestinationRule = {
  id: 'preset-never-matches',
  find: ({ fn }) =>
    fn.subscriptions.flatMap(({ preset, subscribe, condition }) => {
      const ways = waysOf(condition)
      return ways === undefined || ways.some(canHold)
        ? []
        : [
            {
              file: 'index.ts',
              message: `No event can fulfil the condition of the preset "${preset}": ${subscribe}`,
              hint: 'Ask for one value of each thing; several are joined by "or", in parentheses.'
            }
          ]
    })
}
