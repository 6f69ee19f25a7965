/** What to do while there are no events. */
import { useEffect, useState } from 'preact/hooks'
import type { State } from '../api.ts'
import { ask } from './store.ts'

export function Empty({ state, onError }: { state: State; onError(error: unknown): void }) {
  const { origin } = location
  const [snippet, setSnippet] = useState('')
  useEffect(() => {
    ask<{ text: string }>('GET', '/api/snippet').then(({ text }) => setSnippet(text), onError)
  }, [])
  const example = (name: string) => void ask('POST', `/api/functions/${name}/example`).catch(onError)
  const destinations = state.functions.filter(({ kind }) => kind === 'destination')
  const sources = state.functions.filter(({ kind }) => kind === 'source')
  return (
    <div class="empty">
      <h2>No events yet</h2>
      <p>
        <a class="button p" href="/demo" target="_blank">
          Open the demo shop
        </a>{' '}
        <span class="dim">a page with the real SDK; what you do there arrives here.</span>
      </p>
      <h3>Or send an example</h3>
      <p class="buttons">
        {destinations.map(({ name, displayName }) => (
          <button key={name} onClick={() => example(name)}>
            An event for {displayName}
          </button>
        ))}
        {sources.map(({ name, displayName }) => (
          <button key={name} onClick={() => example(name)}>
            A webhook from {displayName}
          </button>
        ))}
      </p>
      <h3>Or point your own SDK here</h3>
      <Code title="In a page, in place of Segment’s snippet" text={snippet} />
      <Code
        title="With the package @segment/analytics-next"
        text={`const analytics = AnalyticsBrowser.load({ writeKey: 'any', cdnURL: '${origin}' })`}
      />
      <Code
        title="On a server, with @segment/analytics-node"
        text={`const analytics = new Analytics({ writeKey: 'any', host: '${origin}' })`}
      />
      <Code
        title="From a terminal"
        text={`curl ${origin}/v1/track -u any: -d '{"event": "Sign Up", "userId": "user_1"}'`}
      />
    </div>
  )
}

function Code({ title, text }: { title: string; text: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true))
  return (
    <>
      <p class="copy">
        {title}
        <button class="link dim" aria-label={`Copy: ${title}`} onClick={copy}>
          {isCopied ? 'copied' : 'Copy'}
        </button>
      </p>
      <pre tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </>
  )
}
