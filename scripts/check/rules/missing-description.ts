import type { Finding, Rule } from '../rule.ts'

const isBlank = (text: string | undefined): boolean => !text?.trim()

/** What people are asked to fill in, without being told what it is. */
export const missingDescription: Rule = {
  id: 'missing-description',
  find: ({ fn: { definition, subscriptions } }) => [
    ...Object.entries(definition.authentication?.fields ?? {}).flatMap(([key, { description }]) =>
      isBlank(description) ? [undescribed('settings.ts', `setting "${key}"`)] : []
    ),
    ...[...new Set(subscriptions.map(({ action }) => action))].flatMap((name) => {
      const { description, fields } = definition.actions[name]!
      const file = `${name}/index.ts`
      return [
        ...(isBlank(description) ? [undescribed(file, `action "${name}"`)] : []),
        ...Object.entries(fields).flatMap(([key, field]) =>
          isBlank(field.description) ? [undescribed(file, `field "${key}"`)] : []
        )
      ]
    })
  ]
}

const undescribed = (file: string, what: string): Finding => ({
  file,
  message: `The ${what} has no description, so nobody knows what to fill in.`,
  hint: 'Say in a sentence what it is, and what the vendor does with it.'
})
