import type { Rule } from '../rule.ts'

/** Names of settings whose values let somebody in. */
const secret = /(^|[^a-z])(secret|password|token|api[-_ ]?key|private[-_ ]?key|credential)s?$/i
const words = (key: string): string => key.replaceAll(/([a-z])([A-Z])/g, '$1-$2')

/** A secret that everybody in the workspace can read. */
export const secretIsPassword: Rule = {
  id: 'secret-is-password',
  find: ({ fn: { definition } }) =>
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
}
