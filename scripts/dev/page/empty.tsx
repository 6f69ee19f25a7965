/** What to do while there are no events. */
import type { State } from '../api.ts'
import { ask } from './store.ts'

export function Empty({ state, onError }: { state: State; onError(error: unknown): void }) {
  const { origin } = location
  const browser = `const analytics = AnalyticsBrowser.load({ writeKey: 'any', cdnURL: '${origin}' })`
  const server = `const analytics = new Analytics({ writeKey: 'any', host: '${origin}' })`
  return (
    <div class="empty">
      <h2>No events yet</h2>
      <p>Send an example, and see what becomes of it:</p>
      <p class="buttons">
        {state.functions
          .filter(({ kind }) => kind === 'destination')
          .map(({ name, displayName }) => (
            <button
              key={name}
              onClick={() => void ask('POST', `/api/functions/${name}/example`).catch(onError)}
            >
              Example for {displayName}
            </button>
          ))}
      </p>
      <p>or point an SDK here. In a browser (@segment/analytics-next):</p>
      <pre>{browser}</pre>
      <p>On a server (@segment/analytics-node):</p>
      <pre>{server}</pre>
      <p>From a terminal:</p>
      <pre>{`curl ${origin}/v1/track -u any: -d '{"event": "Sign Up", "userId": "user_1"}'`}</pre>
    </div>
  )
}
