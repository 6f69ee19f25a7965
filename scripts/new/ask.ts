/** Asks at the terminal for what the command line left out. */
import { cancel, confirm, group, intro, select, text } from '@clack/prompts'
import { UserError } from '../shared/errors.ts'
import { titled } from './names.ts'
import type { Wishes } from './plan-action.ts'
import { authKinds, calls } from './plan.ts'

/**
 * @param wishes - what is known already, which is not asked again
 * @param asked.name - of the destination
 * @throws {UserError} `usage` when somebody leaves in the middle
 */
export async function askWishes(
  wishes: Wishes,
  asked: { kind: 'destination' | 'action'; name: string }
): Promise<Wishes> {
  const { kind, name } = asked
  const hasRequest = wishes.curl !== undefined || wishes.openapi !== undefined
  intro(kind === 'destination' ? `A new destination: ${name}` : `A new action of ${name}`)
  const known =
    <T>(value: T): (() => Promise<T>) =>
    () =>
      Promise.resolve(value)
  const answers = (await group(
    {
      title:
        wishes.title !== undefined || kind === 'action'
          ? known(wishes.title)
          : () => text({ message: 'What is the vendor called?', initialValue: titled(name) }),
      url:
        wishes.url !== undefined || hasRequest
          ? known(wishes.url)
          : () =>
              text({
                message: 'Where does the call go?',
                placeholder: `https://api.${name}.com/v1/events`,
                validate: addressMistake
              }),
      auth:
        wishes.auth !== undefined || hasRequest || kind === 'action'
          ? known(wishes.auth)
          : () =>
              select<string>({
                message: 'How does the vendor know who calls?',
                options: authKinds.map((value) => ({ value, label: authLabels[value] }))
              }),
      call:
        wishes.call !== undefined || hasRequest
          ? known(wishes.call)
          : () =>
              select<string>({
                message: 'Which of your calls goes there?',
                options: calls.map((value) => ({ value, label: value }))
              }),
      event: ({ results }) =>
        wishes.event !== undefined || results.call !== 'track'
          ? Promise.resolve(wishes.event)
          : text({ message: 'Only events of which name? (empty: all)', defaultValue: '' }),
      batch:
        wishes.batch !== undefined || hasRequest
          ? known(wishes.batch)
          : () =>
              confirm({ message: 'Does the vendor take many events in one request?', initialValue: false })
    },
    {
      onCancel: () => {
        cancel('Nothing was written.')
        throw new UserError(
          'usage',
          'The questions were not answered, so nothing was made.',
          'Start again, or give --yes and the flags of --help.'
        )
      }
    }
    // Clack does not see the type of an answer that depends on another.
  )) as Answers
  return { ...wishes, ...answers }
}

type Answers = Pick<Wishes, 'title' | 'url' | 'auth' | 'call' | 'event' | 'batch'>

const addressMistake = (value: string | undefined): string | undefined =>
  URL.canParse((value ?? '').replaceAll(/[{}]/g, '')) ? undefined : 'An address begins with https://.'

const authLabels = {
  bearer: 'Authorization: Bearer …',
  header: 'A header of its own: X-API-Key: …',
  basic: 'User and password (basic)',
  query: 'A key in the address: ?api_key=…',
  none: 'Not at all'
} satisfies Record<(typeof authKinds)[number], string>
