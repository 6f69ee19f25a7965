/** How an outcome looks: a sign and a word, so that no colour has to tell it alone. */
import type { Mark } from '../rows.ts'

export const signs: Record<Mark, string> = { delivered: '●', discarded: '▲', retried: '↻', passed: '–' }
export const words: Record<Mark, string> = {
  delivered: 'delivered',
  discarded: 'discarded',
  retried: 'to be retried',
  passed: 'not taken'
}

/** What the signs of the list mean. */
export const Legend = () => (
  <p class="legend">
    {(Object.keys(signs) as Mark[]).map((mark) => (
      <span key={mark}>
        <Sign mark={mark} /> {words[mark]}
      </span>
    ))}
  </p>
)

export const Sign = ({ mark, title }: { mark: Mark; title?: string }) => (
  <em class={`o ${mark}`} title={title}>
    {signs[mark]}
  </em>
)
