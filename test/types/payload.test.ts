/** Payload and settings are typed by the literal fields: what must compile, and, marked, what must not. */
import { expect, it } from '@jest/globals'
import type { Fields, PayloadOf, Settings, SettingsOf } from 'segment-functions/runtime'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only for what is true; `npm run types` is the test. */
const holds = <T extends true>(): T | undefined => undefined

const about = { label: 'It', description: 'It.' }

const fields = {
  required: { ...about, type: 'string', required: true },
  optional: { ...about, type: 'string' },
  multiple: { ...about, type: 'number', multiple: true },
  yes: { ...about, type: 'boolean', required: true },
  time: { ...about, type: 'datetime' },
  choice: { ...about, type: 'string', choices: [{ label: 'A', value: 'a' }] },
  nullable: { ...about, type: 'string', allowNull: true },
  conditional: {
    ...about,
    type: 'string',
    required: { conditions: [{ fieldKey: 'optional', operator: 'is', value: 'x' }] }
  },
  items: {
    ...about,
    type: 'object',
    multiple: true,
    properties: { id: { ...about, type: 'string', required: true } }
  },
  nested: { ...about, type: 'object', properties: { city: { ...about, type: 'string' } } }
} satisfies Fields
type Payload = PayloadOf<typeof fields>

it('types a payload by its fields', () => {
  holds<Equal<Payload['required'], string>>()
  holds<Equal<Payload['optional'], string | undefined>>()
  holds<Equal<Payload['multiple'], number[] | undefined>>()
  holds<Equal<Payload['yes'], boolean>>()
  holds<Equal<Payload['time'], string | number | undefined>>()
  holds<Equal<Payload['choice'], string | undefined>>()
  // Required under a condition is not always there.
  holds<Equal<Payload['conditional'], string | undefined>>()
  holds<Equal<Payload['nullable'], string | null | undefined>>()
  holds<Equal<Payload['nested'], { city?: string } | undefined>>()
  holds<Equal<Payload['items'], { id: string }[] | undefined>>()
  // @ts-expect-error -- a required field cannot be absent
  const without: Payload = { yes: true }
  // @ts-expect-error -- a field of texts takes no number
  const wrong: Payload = { required: 1, yes: true }
  // @ts-expect-error -- there is no such field
  const read = (payload: Payload): unknown => payload.unknown
  const enough: Payload = { required: 'a', yes: true }

  expect(Object.keys({ ...without, ...wrong, ...enough }).filter((key) => !(key in fields))).toEqual([])
  expect(read(enough)).toBeUndefined()
})

const settings = {
  key: { ...about, type: 'password', required: true },
  region: { ...about, type: 'string', default: 'us' },
  note: { ...about, type: 'string' },
  names: { ...about, type: 'string', multiple: true },
  map: { ...about, type: 'object' }
} satisfies Settings
type Values = SettingsOf<typeof settings>

it('types settings by theirs: those required or with a default are there', () => {
  holds<Equal<Values['key'], string>>()
  holds<Equal<Values['region'], string>>()
  holds<Equal<Values['note'], string | undefined>>()
  holds<Equal<Values['names'], string[] | undefined>>()
  // A text map holds texts and nothing else.
  holds<Equal<Values['map'], Record<string, string> | undefined>>()
  // @ts-expect-error -- a map of numbers is no text map
  const wrong: Values = { key: 'k', region: 'eu', map: { a: 1 } }

  expect(Object.keys(wrong).filter((key) => !(key in settings))).toEqual([])
})
