import { settingsFile } from '../rule.ts'
import type { PartRule } from '../rule.ts'
import { isSecret } from './secret-is-password.ts'

/** What is in the page, every visitor can read. */
export const secretInPage: PartRule = {
  id: 'secret-in-page',
  parts: ['page'],
  find: (part) =>
    Object.entries(part.settings)
      .filter(([key, { type }]) => type === 'password' || isSecret(key))
      .map(([key]) => ({
        file: settingsFile(part),
        message: `The setting "${key}" is a secret, and every visitor can read what is in the page.`,
        hint: 'Do what needs it in the destination; the page takes what is public.'
      }))
}
