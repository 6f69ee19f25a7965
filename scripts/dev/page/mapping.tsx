/** What the fields of an action become: each with its value, where that came from, and what validation made of it. */
import { useState } from 'preact/hooks'
import { Fragment } from 'preact'
import type { WayField as Field } from '../way.ts'
import { CodeField } from './code-field.tsx'
import type { Draft } from './draft.ts'
import { MemberRows, inWords, membersOf } from './members.tsx'
import { Value, breakable, onOneLine } from './value.tsx'

export interface MappingProps {
  fields: Field[]
  preset: string
  draft: Draft
  event: unknown
}

export function Mapping({ fields, preset, draft, event }: MappingProps) {
  const [isWhole, setWhole] = useState(false)
  const isShown = (field: Field) =>
    field.value !== undefined ||
    field.checked.kind !== 'absent' ||
    draft.text(preset, field.field) !== undefined
  const empty = fields.filter((field) => !isShown(field)).length
  return (
    <table class="mapping">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">From</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {fields
          .filter((field) => isWhole || isShown(field))
          .map((field) => (
            <FieldRows key={field.field} {...{ field, preset, draft, event }} />
          ))}
      </tbody>
      {empty > 0 && (
        <tfoot>
          <tr>
            <td colSpan={3}>
              <button class="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
                {isWhole ? '▾' : '▸'} {empty === 1 ? '1 field stays' : `${empty} fields stay`} empty: the
                event has nothing for {empty === 1 ? 'it' : 'them'}
              </button>
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}

function FieldRows({ field, preset, draft, event }: Omit<MappingProps, 'fields'> & { field: Field }) {
  const [isOpen, setOpen] = useState(false)
  const members = membersOf(field.from, field.mapping)
  const typed = draft.text(preset, field.field)
  const label = `the mapping of ${field.field}`
  return (
    <Fragment>
      <tr class={typed === undefined ? (field.value === undefined ? 'out' : '') : 'edited'}>
        <td>{breakable(field.field)}</td>
        <td class="from" title={`written in: ${field.writtenIn}`}>
          <div class="editable">
            <span>
              <Source
                {...{ field, event }}
                members={
                  members && {
                    count: Object.keys(members).length,
                    isOpen,
                    onToggle: () => setOpen(!isOpen)
                  }
                }
              />
              {field.writtenIn === 'segment.config.json' && (
                <small class="part">of your segment.config.json</small>
              )}
            </span>
            {typed === undefined && (
              <button
                class="change"
                aria-label={`Change ${label}`}
                title={`Change ${label}`}
                onClick={() => draft.type(textOf(field.mapping), preset, field.field)}
              >
                ✎
              </button>
            )}
          </div>
        </td>
        <td>
          {field.value === undefined ? <span class="dim">nothing there</span> : <Value value={field.value} />}
          <Judgement checked={field.checked} />
        </td>
      </tr>
      {members && isOpen && <MemberRows members={members} value={field.value} />}
      {typed !== undefined && (
        <tr class="edited">
          <td colSpan={3}>
            <CodeField
              label={label}
              kind="mapping"
              text={typed}
              event={event}
              onType={(text) => draft.type(text, preset, field.field)}
            />
          </td>
        </tr>
      )}
    </Fragment>
  )
}

function textOf(mapping: unknown): string {
  const short = onOneLine(mapping ?? null)
  return short.length <= 70 ? short : JSON.stringify(mapping, null, 2)
}

function Judgement({ checked }: Pick<Field, 'checked'>) {
  switch (checked.kind) {
    case 'changed':
      return (
        <small>
          validation makes it <code>{onOneLine(checked.value)}</code>
        </small>
      )
    case 'left out':
      return <small class="discarded">left out: it {checked.why}</small>
    case 'refused':
      return <small class="discarded">refused: it {checked.why}</small>
    case 'kept':
    case 'absent':
      return null
  }
}

interface SourceProps {
  field: Field
  event: unknown
  /** Of a field that is mapped member by member: whether they are shown. */
  members: { count: number; isOpen: boolean; onToggle(): void } | undefined
}

function Source({ field, event, members }: SourceProps) {
  const { from, path, template, branch } = field
  return (
    <>
      {path !== undefined ? (
        <Path path={path} />
      ) : template === undefined ? (
        <Made {...{ field, members }} />
      ) : null}
      {template !== undefined && <Template text={template} event={event} />}
      {path !== undefined && from !== 'path' && <small> by @{from}</small>}
      {branch && <small class="part">{branch.map((side) => `“${side}”`).join(', ')} of @if</small>}
    </>
  )
}

const Path = ({ path }: { path: string }) => {
  const way = path.replace(/^\$\.?/, '')
  return way === '' ? <span>the whole event</span> : <code>{breakable(way)}</code>
}

/** What no single path gave. */
function Made({ field: { from, mapping }, members }: Pick<SourceProps, 'field' | 'members'>) {
  if (from === 'literal') return <span>written in the mapping</span>
  if (from === 'whole mapping') return <span>one directive for all fields</span>
  if (members)
    return (
      <button class="quiet" aria-expanded={members.isOpen} onClick={members.onToggle}>
        {members.isOpen ? '▾' : '▸'} {members.count} members
      </button>
    )
  if (from !== 'object' || !Array.isArray(mapping))
    return <span>{from === 'nothing' ? 'no mapping' : `@${from}`}</span>
  return (
    <details class="value">
      <summary>{`list\u00a0of\u00a0${mapping.length}`}</summary>
      {mapping.map((one, index) => (
        <div key={index}>
          <code>{breakable(inWords(one))}</code>
        </div>
      ))}
    </details>
  )
}

/** A template, and what each of its parts stands for. */
function Template({ text, event }: { text: string; event: unknown }) {
  const parts = [...new Set([...text.matchAll(/\{\{\{?\s*([^{}\s]+)\s*\}?\}\}/g)].map(([, path]) => path!))]
  return (
    <>
      <code>{breakable(text)}</code>
      {parts.map((path) => (
        <small key={path} class="part">
          <code>{breakable(path.replace(/^\$\./, ''))}</code> is <code>{partOf(event, path)}</code>
        </small>
      ))}
    </>
  )
}

function partOf(event: unknown, path: string): string {
  const found = path
    .replace(/^\$\./, '')
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], event)
  return found === undefined ? 'absent' : onOneLine(found)
}
