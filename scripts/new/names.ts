/** Names that people type: which can be a folder, a key of segment.config.json and, for actions, an identifier. */
import { UserError } from '../shared/errors.ts'

/** Words that JavaScript keeps for itself; an action's name is imported under it. */
const keywords =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' '
  )
/** Windows has devices of these names; nobody there could check the project out. */
const devices = [
  'con',
  'prn',
  'aux',
  'nul',
  ...Array.from({ length: 9 }, (_, n) => [`com${n + 1}`, `lpt${n + 1}`]).flat()
]
/** Folders that mean something else: `fixtures/events` holds recorded events. */
const reservedSlugs = [...keywords, ...devices, 'events', 'constructor', 'prototype', 'node-modules']
/** What stands beside an action's folder, or is a name within the definition. */
const reservedActions = [
  ...keywords,
  ...devices,
  ...[
    'source',
    'browser',
    'settings',
    'api',
    'index',
    'destination',
    'constructor',
    'prototype',
    'fields',
    'action',
    'request',
    'payload',
    'event',
    'requireToken'
  ]
]

/**
 * @param slug - of a destination: `acme-crm`
 * @throws {UserError} `usage` when it cannot name a folder and a function
 */
export function checkSlug(slug: string): void {
  const fitting = kebab(slug)
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
    throw new UserError(
      'usage',
      `"${slug}" cannot be the slug of a destination: it names a folder and a function, in small letters, digits and single hyphens, and begins with a letter.`,
      fitting && !reservedSlugs.includes(fitting) ? `Write "${fitting}".` : 'Write a name such as "acme-crm".'
    )
  if (reservedSlugs.includes(slug))
    throw new UserError(
      'usage',
      `"${slug}" is reserved and cannot be the slug of a destination.`,
      `Write "${slug}-destination", or the vendor's whole name.`
    )
}

/**
 * @param name - of an action: `saveContact`
 * @throws {UserError} `usage` when it cannot be the action's folder and the name it is imported by
 */
export function checkActionName(name: string): void {
  const fitting = camel(name)
  if (!/^[a-z][A-Za-z0-9]*$/.test(name))
    throw new UserError(
      'usage',
      `"${name}" cannot be the name of an action: it names a folder and is imported under that name, in letters and digits, the first one small.`,
      fitting && !reservedActions.includes(fitting)
        ? `Write "${fitting}".`
        : 'Write a name such as "saveContact".'
    )
  if (reservedActions.includes(name))
    throw new UserError(
      'usage',
      `"${name}" is reserved and cannot be the name of an action.`,
      `Say what it does with what: "${name}Event", say.`
    )
}

/** `user_id`, `userID` or `User Id` as its words, in small letters. */
export const wordsOf = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

export const kebab = (name: string): string =>
  wordsOf(name)
    .join('-')
    .replace(/^[^a-z]+/, '')

export const camel = (name: string): string =>
  kebab(name).replaceAll(/-([a-z0-9])/g, (_hyphen, letter: string) => letter.toUpperCase())

/** For labels: `User ID`. */
export const titled = (name: string): string =>
  wordsOf(name)
    .map((word) =>
      /^(id|url|ip|api|uuid)$/.test(word) ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1)
    )
    .join(' ')
