/** A comparison as one page that needs nothing else: bars for what differs, and examples to unfold. */
import type { Comparison } from './compare.ts'
import { percent } from './print.ts'

export function comparisonPage(comparison: Comparison, against: string): string {
  const { events, same, different, groups, broken } = comparison
  const title = `${comparison.function} against ${against}`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${style}</style>
<main>
<h1>${escape(title)}</h1>
<p><b>${number(different)}</b> of ${number(events)} events change (${percent(events === 0 ? 0 : different / events)}); ${number(same)} stay the same.</p>
<div class="bar" role="img" aria-label="${percent(events === 0 ? 0 : different / events)} of the events change"><i style="width:${width(events === 0 ? 0 : different / events)}"></i></div>
${groups.map(groupSection).join('\n')}
${broken.length > 0 ? brokenSection(broken) : ''}
</main>
</html>
`
}

function groupSection({ kind, what, count, share, examples }: Comparison['groups'][number]): string {
  return `<details>
<summary><span class="kind ${kind}">${kind}</span> <code>${escape(what)}</code> <span class="count">${number(count)} events, ${percent(share)}</span>
<div class="bar"><i style="width:${width(share)}"></i></div></summary>
${examples
  .map(
    ({ file, line, what, text }) =>
      `<p>${escape(file)}:${line} <code>${escape(what)}</code></p>\n<pre>${escape(pretty(text))}</pre>`
  )
  .join('\n')}
</details>`
}

function brokenSection(broken: Comparison['broken']): string {
  const items = broken
    .slice(0, 100)
    .map(
      ({ file, line, reason }) =>
        `<li>${escape(file)}${line === undefined ? '' : `:${line}`}: ${escape(reason)}</li>`
    )
  return `<h2>${number(broken.length)} records could not be read</h2>\n<ul>${items.join('\n')}</ul>`
}

const number = (value: number): string => value.toLocaleString('en')

/** @returns a width at which even one event in a million can be seen */
const width = (share: number): string => `max(2px, ${(share * 100).toFixed(2)}%)`

function pretty(text: string): string {
  return JSON.stringify(JSON.parse(text.replace(/^\\uFEFF/, '')), null, 2)
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!)

const style = `
:root{color-scheme:light dark;--line:#dcdbd5;--dim:#5d6165;--bar:#1f6f78;--code:#f5f4f0}
@media(prefers-color-scheme:dark){:root{--line:#343a40;--dim:#a6acb0;--bar:#6fc3cc;--code:#20242a}}
body{margin:0;font:15px/1.5 system-ui,sans-serif}main{max-width:960px;margin:0 auto;padding:32px 24px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin-top:32px}
code,pre{font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}
pre{background:var(--code);border-radius:6px;padding:12px;max-height:420px;overflow:auto;white-space:pre-wrap}
details{border-top:1px solid var(--line);padding:10px 0}summary{cursor:pointer}
.kind{display:inline-block;min-width:64px;color:var(--dim);font-size:13px}.count{color:var(--dim);float:right}
.bar{height:6px;border-radius:3px;background:var(--line);overflow:hidden;margin:6px 0}.bar i{display:block;height:100%;background:var(--bar)}
`
