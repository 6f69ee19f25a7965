import { settingsFile } from '../rule.ts'
import type { PartRule } from '../rule.ts'

/** What people are asked to fill in, or to choose, without being told what it is. */
export const missingDescription: PartRule = {
  id: 'missing-description',
  parts: ['destination', 'source', 'page'],
  find: (part) => {
    const settings = Object.entries(part.settings).map(([key, { description }]) => ({
      file: settingsFile(part),
      what: `setting "${key}"`,
      description
    }))
    return [...settings, ...part.texts]
      .filter(({ description }) => !description?.trim())
      .map(({ file, what }) => ({
        file,
        message: `The ${what} has no description, so nobody knows what it is.`,
        hint: 'Say in a sentence what it is, and what the vendor does with it.'
      }))
  }
}
