/** `docs/catalog.md`: what the survey of Segment's own destinations found, for whoever looks for one of them. */
import type { Study } from './study.ts'
import { type Survey, type Verdict, verdictOf } from './survey.ts'

const headings: Record<Verdict, [heading: string, explanation: string]> = {
  agrees: [
    'They agree',
    'The compiled function sent, for every generated event, what Segment’s own engine sent, and ended alike. Keys of your own are entered as secret settings, where Segment has some in its environment.'
  ],
  differs: ['They differ', 'Both ran, and at least one generated event was sent or ended differently.'],
  'shows nothing': [
    'They show nothing',
    'They compile, but neither engine sent anything for a generated event: what they return goes to Segment’s own platform, if anywhere.'
  ],
  refused: [
    'They do not compile',
    'A Function cannot do what they need: sockets, files, native code, or a role in Segment’s own cloud.'
  ]
}

/** @returns the page in Markdown */
export function catalogPage({ version, studies }: Survey): string {
  const groups = new Map<Verdict, Study[]>()
  for (const study of studies) {
    const verdict = verdictOf(study)
    groups.set(verdict, [...(groups.get(verdict) ?? []), study])
  }
  const count = (verdict: Verdict): number => groups.get(verdict)?.length ?? 0
  return [
    '<!-- Made by `npm run catalog`: run it again rather than edit this. -->',
    '',
    '# Segment’s own destinations',
    '',
    `\`@segment/action-destinations\` ${version} holds ${studies.length} destinations. Compiled here without a change, **${count('agrees')} agree** with Segment’s own engine on generated events, ${count('differs')} differ, ${count('shows nothing')} show nothing, and ${count('refused')} are refused.`,
    '',
    'How to make one of them your own: [three, step by step](catalog-tutorial.md).',
    '',
    'Generated means: an event for each action from its default mapping with seeded values, settings from the schema, and every request answered with 200 `{}` or, where an action counts on it, a plausible answer; both engines have the same clock, random numbers and ids. Methods, addresses, headers, bodies and the class of the error are compared.',
    '',
    ...(Object.keys(headings) as Verdict[]).flatMap((verdict) => {
      const group = groups.get(verdict)
      if (!group) return []
      const [heading, explanation] = headings[verdict]
      return [`## ${heading}`, '', explanation, '', ...rows(verdict, group), '']
    })
  ].join('\n')
}

const rows = (verdict: Verdict, studies: Study[]): string[] =>
  verdict === 'agrees'
    ? [
        '| slug | size | runs | otherwise in a Function |',
        '| --- | --- | --- | --- |',
        ...studies.map(
          (study) =>
            `| ${study.slug} | ${sizeOf(study)} | ${cell(factsOf(verdict, study))} | ${cell(otherwise(study))} |`
        )
      ]
    : [
        '| slug | size | why |',
        '| --- | --- | --- |',
        ...studies.map((study) => `| ${study.slug} | ${sizeOf(study)} | ${cell(factsOf(verdict, study))} |`)
      ]

/** What no key is enough for, where the vendor says so. */
const restricted: Record<string, string> = {
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPartnerEvents.html
  'amazon-eventbridge': 'AWS takes such events of its partners alone'
}

/** What the build says of it, in few words; how settings are entered is the same with all. */
function otherwise({ slug, lowered }: Study): string {
  const said = (pattern: RegExp): boolean => lowered.some((sentence) => pattern.test(sentence))
  const presets = lowered.flatMap((sentence) => /^preset (.*?) is left out/.exec(sentence)?.[1] ?? [])
  return [
    ...(said(/^OAuth: the destination cannot renew/) ? ['a token that lasts'] : []),
    ...(said(/^OAuth: nobody/) ? ['tokens by settings'] : []),
    ...(restricted[slug] ? [restricted[slug]] : []),
    ...(said(/^process\.env/) ? ['keys of your own'] : []),
    ...(said(/^audienceConfig/) ? ['makes no audiences'] : []),
    ...(said(/hooks are left out/) ? ['no hooks'] : []),
    ...(said(/dynamic fields/) ? ['no dynamic fields'] : []),
    ...presets.map((preset) => `without the preset "${preset}"`)
  ].join(', ')
}

const sizeOf = ({ bytes }: Study): string => (bytes === undefined ? '' : `${(bytes / 1000).toFixed(0)} KB`)

function factsOf(verdict: Verdict, { agree, silent, silence, differences, reason }: Study): string {
  switch (verdict) {
    case 'agrees':
      return silent > 0 ? `${agree}, and ${silent} that sent nothing` : String(agree)
    case 'differs':
      return differences[0] ?? ''
    case 'shows nothing':
      return silence ?? ''
    case 'refused':
      return reason ?? ''
    default:
      return verdict satisfies never
  }
}

const longestCell = 220

/** On one line of a table. */
function cell(text: string): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[|\\<`*_]/g, '\\$&')
    .trim()
  return line.length > longestCell ? `${line.slice(0, longestCell)}…` : line
}
