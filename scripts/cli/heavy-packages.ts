/** What the packages in a function weigh, and which of them Functions have anyway. */
import type { BroughtPackage } from '../compile/pack/packages.ts'
import { libraries } from '../host/libraries.ts'
import { catalogPackage } from '../shared/catalog.ts'

/** A package above this is most of what people scroll past in Segment's editor. */
const heavyBytes = 20_000

/** Packages that do the same as one of Segment's, under another name. */
const likenesses: Record<string, string> = {
  'lodash-es': 'lodash',
  moment: 'moment-timezone',
  'google-libphonenumber': 'libphonenumber-js'
}

export const sizeOf = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`

/** @returns a sentence for each heavy one; Segment's own destinations are the definition itself */
export const heavyPackages = (packages: BroughtPackage[]): string[] =>
  packages
    .filter(({ name, bytes }) => bytes > heavyBytes && name !== catalogPackage)
    .map(({ name, bytes }) => `the package ${name} adds ${sizeOf(bytes)}${insteadOf(name)}`)

function insteadOf(name: string): string {
  const library = libraries.find((one) => one.package === (likenesses[name] ?? name))
  if (!library) return ''
  const { global, package: provided, version } = library
  return `; Functions have ${provided}${version === undefined ? '' : ` ${version}`} as the global ${global}`
}
