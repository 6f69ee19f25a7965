import { settingsFile } from '../rule.ts'
import type { PartRule } from '../rule.ts'

const words = (key: string): string => key.replaceAll(/([a-z])([A-Z])/g, '$1-$2')
const secret =
  /(^|[^a-z])(secret|password|passphrase|token|credential|((api|private|access|signing|shared|auth)[-_ ]?key))s?$/i

/** Whether a setting's name says that its value lets somebody in. */
export const isSecret = (key: string): boolean => secret.test(words(key))

/** A secret that everybody in the workspace can read. */
export const secretIsPassword: PartRule = {
  id: 'secret-is-password',
  parts: ['destination', 'source'],
  find: (part) =>
    Object.entries(part.settings).flatMap(([key, { type }]) =>
      type === 'string' && isSecret(key)
        ? [
            {
              file: settingsFile(part),
              message: `The setting "${key}" sounds like a secret, but it is a ${type}, which everybody in the workspace can read.`,
              hint: "Make it of the type 'password'."
            }
          ]
        : []
    )
}
