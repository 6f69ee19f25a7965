/** The members of a field that is mapped member by member: each with its value, and where that came from. */
import { Value, breakable } from './value.tsx'

type Members = Record<string, unknown>

/** @returns undefined for a mapping of another kind: a directive, a text, a list */
export function membersOf(from: string, mapping: unknown): Members | undefined {
  const isObject = typeof mapping === 'object' && mapping !== null && !Array.isArray(mapping)
  return from === 'object' && isObject ? (mapping as Members) : undefined
}

export function MemberRows({ members, value }: { members: Members; value: unknown }) {
  const values = (value ?? {}) as Members
  const filled = Object.entries(members).filter(([name]) => values[name] !== undefined)
  const empty = Object.keys(members).length - filled.length
  return (
    <>
      {filled.map(([name, mapping]) => (
        <tr class="member" key={name}>
          <td>{breakable(name)}</td>
          <td class="from">
            <code>{breakable(inWords(mapping))}</code>
          </td>
          <td>
            <Value value={values[name]} />
          </td>
        </tr>
      ))}
      {empty > 0 && (
        <tr class="member">
          <td colSpan={3} class="dim">
            {empty === 1 ? '1 member stays' : `${empty} members stay`} empty: the event has nothing for{' '}
            {empty === 1 ? 'it' : 'them'}
          </td>
        </tr>
      )}
    </>
  )
}

/** Of a mapping what a line has room for. */
export function inWords(mapping: unknown): string {
  if (typeof mapping !== 'object' || mapping === null) return JSON.stringify(mapping)
  const { '@path': path, '@template': template } = mapping as Record<string, unknown>
  if (typeof path === 'string') return path.replace(/^\$\./, '')
  if (typeof template === 'string') return template
  const directive = Object.keys(mapping).find((key) => key.startsWith('@'))
  return directive ?? `${Object.keys(mapping).length} more`
}
