/** The kinds of things that `npm run new` makes: what each is called with, and what makes it. */
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import type { Made, Wishes } from '../new/index.ts'

/** The options of `new`, by commander's names. */
export interface Flags extends Pick<
  Wishes,
  'title' | 'url' | 'auth' | 'call' | 'event' | 'batch' | 'operation'
> {
  fromCurl?: string
  fromOpenapi?: string
  yes?: boolean
}

interface Kind {
  /** As messages name them, one each. */
  names: readonly string[]
  /** The options that mean something for it, besides --yes and --json. */
  flags: readonly (keyof Flags)[]
  /** Whether what is left out is asked for. */
  asks?: true
  /** What can be refused before anything is asked. */
  check?(root: string, names: string[]): Promise<void>
  make(root: string, names: string[], wishes: Wishes): Promise<Made>
}

const ofAction = ['title', 'url', 'call', 'event', 'batch', 'fromCurl', 'fromOpenapi', 'operation'] as const

const kinds: Record<string, Kind> = {
  destination: {
    names: ['the slug of the vendor'],
    flags: [...ofAction, 'auth'],
    asks: true,
    check: async (root, [slug = '']) => (await import('../new/index.ts')).checkNewDestination(root, slug),
    make: async (root, [slug = ''], wishes) =>
      (await import('../new/index.ts')).newDestination(root, slug, wishes)
  },
  action: {
    names: ['a destination', 'a name for the action'],
    flags: [...ofAction, 'auth'],
    asks: true,
    make: async (root, [destination = '', name = ''], wishes) =>
      (await import('../new/index.ts')).newAction(root, destination, name, wishes)
  },
  source: {
    names: ['a destination'],
    flags: ['title', 'event'],
    make: async (root, [destination = ''], wishes) =>
      (await import('../new/index.ts')).newSource(root, destination, wishes)
  },
  browser: {
    names: ['a destination'],
    flags: ['title'],
    make: async (root, [destination = ''], wishes) =>
      (await import('../new/index.ts')).newBrowser(root, destination, wishes)
  },
  'from-catalog': {
    names: ["a destination of Segment's catalog"],
    flags: ['title'],
    make: async (root, [slug = ''], wishes) =>
      (await import('../new/from-catalog.ts')).newFromCatalog(root, slug, wishes)
  },
  copy: {
    names: ['a vendor of the package'],
    flags: [],
    make: async (root, [vendor = '']) => (await import('../new/index.ts')).newCopy(root, vendor)
  }
}

/**
 * @param names - what was typed behind the kind
 * @throws {UserError} `usage` for a kind that there is not, too many or too few names, and options that say nothing of it
 */
export function kindOf(kind: string, names: string[], flags: Flags): Kind {
  const wanted = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (!wanted)
    throw new UserError(
      'usage',
      `There is nothing new of the kind "${kind}".`,
      suggestion(kind, Object.keys(kinds))
    )
  if (names.length !== wanted.names.length)
    throw new UserError(
      'usage',
      `new ${kind} takes ${wanted.names.join(' and ')}, and got ${names.map((name) => `"${name}"`).join(' ')}.`,
      'Put quotes around nothing: names have no blanks.'
    )
  const known = ['yes', 'json', ...wanted.flags]
  const other = Object.keys(flags).find((flag) => !known.includes(flag))
  if (other !== undefined)
    throw new UserError(
      'usage',
      `--${dashed(other)} says nothing of a new ${kind}.`,
      wanted.flags.length === 0
        ? 'Leave it out.'
        : `Leave it out; it takes ${wanted.flags.map((flag) => `--${dashed(flag)}`).join(', ')}.`
    )
  return wanted
}

const dashed = (flag: string): string => flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
