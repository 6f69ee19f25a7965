/**
 * Traits as custom fields of a SaaSquatch user.
 *
 * The rules are those of SaaSquatch's own Segment integration (SaaSquatch Help Center, Segment destination); the limits
 * are those of the user schema (npm package @saasquatch/schema).
 */
import { cut } from 'segment-functions/runtime'

type CustomValue = string | number | boolean | null

/** Traits that have a field of their own, or none in SaaSquatch; in these spellings only. */
const reserved = new Set([
  'avatar',
  'email',
  'firstName',
  'lastName',
  'name',
  'referredByCodes',
  'account_id',
  'accountId',
  'address',
  'birthday',
  'created_at',
  'createdAt',
  'id'
])

const limits = { fields: 100, name: 64, text: 1024 }

/**
 * @param traits - the traits of an identify call, of any shape
 * @param keepUnderscores - whether `plan_type` stays or becomes `plantype`
 * @returns the first 100 custom fields, undefined when there is none
 */
export function customFields(
  traits: Record<string, unknown> = {},
  keepUnderscores = false
): Record<string, CustomValue> | undefined {
  const fields = new Map<string, CustomValue>()
  const stripped = keepUnderscores ? /[^A-Za-z0-9_]/g : /[^A-Za-z0-9]/g
  for (const [trait, value] of Object.entries(traits)) {
    // Without its marks a letter stays: `größe` becomes `groe`.
    const name = trait.normalize('NFD').replace(stripped, '').slice(0, limits.name)
    // null is kept: it removes the custom field at SaaSquatch.
    if (!reserved.has(trait) && name !== '' && isCustomValue(value)) fields.set(name, value)
  }
  const kept = [...fields].slice(0, limits.fields)
  return kept.length > 0 ? Object.fromEntries(kept.map(([name, value]) => [name, cutText(value)])) : undefined
}

const isCustomValue = (value: unknown): value is CustomValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

const cutText = (value: CustomValue) => (typeof value === 'string' ? cut(value, limits.text) : value)
