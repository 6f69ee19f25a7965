/** Files by path, on their way to where they belong. */

/** @returns the same texts, by their path from the project's folder */
export const below = (folder: string, files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]))

/** @returns each fixture as the text of its file */
export const texts = (fixtures: Record<string, object>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fixtures).map(([file, fixture]) => [file, JSON.stringify(fixture, null, 2)])
  )
