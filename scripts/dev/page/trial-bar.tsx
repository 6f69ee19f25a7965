/** What a change that is being tried would do, and whether to keep it. */
import type { Trial } from '../trial.ts'
import type { Draft } from './draft.ts'

/** As many as a line has room for. */
const mostPlaces = 2

const inWords = ({ place, count }: Trial['places'][number]): string =>
  `${place.replace(' -> ', ' → ')} (${count})`

export interface TrialBarProps {
  draft: Draft
  /** Whether the list is cut to the events that would change. */
  isNarrowed: boolean
  onNarrow(): void
  onTakeOver(): void
}

export function TrialBar({ draft, isNarrowed, onNarrow, onTakeOver }: TrialBarProps) {
  const { trial, problem } = draft
  const count = trial && `${trial.changed.length} of ${trial.of}`
  return (
    <div class="trial" role="status">
      <b>Trying a change</b>
      {problem !== undefined ? (
        <span class="discarded">{problem}</span>
      ) : (
        <>
          <span>{count === undefined ? 'compiling …' : `${count} events change`}</span>
          {trial && (
            <span class="dim cut" title={trial.places.map(inWords).join('\n')}>
              {trial.changed.length === 0
                ? 'the same is sent, with the same outcomes'
                : trial.places.slice(0, mostPlaces).map(inWords).join(' · ')}
              {trial.places.length > mostPlaces && ` · ${trial.places.length - mostPlaces} more`}
            </span>
          )}
        </>
      )}
      <span class="space" />
      {trial && problem === undefined && trial.changed.length > 0 && (
        <button aria-pressed={isNarrowed} onClick={onNarrow}>
          {isNarrowed ? 'Show all' : 'Show them'}
        </button>
      )}
      <button onClick={() => draft.drop()}>Drop</button>
      <button class="p" disabled={!trial || problem !== undefined} onClick={onTakeOver}>
        Take over into segment.config.json
      </button>
    </div>
  )
}
