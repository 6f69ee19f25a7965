/** What a change that is being tried would do, and whether to keep it. */
import type { Draft } from './draft.ts'

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
            <span class="dim cut">
              {trial.changed.length === 0
                ? 'each action gets what it gets now'
                : 'an action gets other values, or another preset takes them'}
            </span>
          )}
        </>
      )}
      <span class="space" />
      {trial && trial.changed.length > 0 && (
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
