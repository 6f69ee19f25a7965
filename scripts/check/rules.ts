/** What a definition should not have although it compiles. A rule is a value; docs/rules/<id>.md says why it is there. */
import type { ResolvedFunction } from '../compile/types.ts'

/** One mistake; `file` is below the destination's folder. */
export interface Finding {
  file: string
  message: string
  hint: string
}

export interface Rule {
  id: string
  find(fn: ResolvedFunction): Finding[]
}

const isBlank = (text: string | undefined): boolean => !text?.trim()

/** Names of settings whose values let somebody in. */
const secret = /(^|[^a-z])(secret|password|token|api[-_ ]?key|private[-_ ]?key|credential)s?$/i
const words = (key: string): string => key.replaceAll(/([a-z])([A-Z])/g, '$1-$2')

export const rules: readonly Rule[] = [
  {
    id: 'required-without-default',
    find: ({ definition, subscriptions }) =>
      subscriptions.flatMap(({ preset, action, mapping }) =>
        Object.entries(definition.actions[action]!.fields).flatMap(([key, { required }]) =>
          required === true && mapping[key] === undefined
            ? [
                {
                  file: `${action}/index.ts`,
                  message: `The field "${key}" is required, but the preset "${preset}" fills it with nothing, so every event is refused.`,
                  hint: 'Give the field a default, or map it in the preset.'
                }
              ]
            : []
        )
      )
  },
  {
    id: 'secret-is-password',
    find: ({ definition }) =>
      Object.entries(definition.authentication?.fields ?? {}).flatMap(([key, { type }]) =>
        type === 'string' && secret.test(words(key))
          ? [
              {
                file: 'settings.ts',
                message: `The setting "${key}" sounds like a secret, but it is a ${type}, which everybody in the workspace can read.`,
                hint: "Make it of the type 'password'."
              }
            ]
          : []
      )
  },
  {
    id: 'missing-description',
    find: ({ definition, subscriptions }) => [
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
]

const undescribed = (file: string, what: string): Finding => ({
  file,
  message: `The ${what} has no description, so nobody knows what to fill in.`,
  hint: 'Say in a sentence what it is, and what the vendor does with it.'
})
