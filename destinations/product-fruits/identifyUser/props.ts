/**
 * Which traits become custom properties of a user: what Product Fruits can store, and what has no field of its own.
 */

/** Traits that are sent as fields of the user, in every spelling that is read. */
const fieldTraits = new Set([
  'email',
  'name',
  'firstname',
  'firstName',
  'first_name',
  'lastname',
  'lastName',
  'last_name',
  'role',
  'signUpAt',
  'createdAt',
  'created_at'
])

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => typeof value === 'number'

/** https://help.productfruits.com/en/article/rest-api-user-identification lists the types. */
const isStorable = (value: unknown) =>
  isText(value) ||
  isNumber(value) ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && (value.every(isText) || value.every(isNumber)))

export const propsOf = (traits: Record<string, unknown> = {}): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(traits).filter(([name, value]) => !fieldTraits.has(name) && isStorable(value))
  )
