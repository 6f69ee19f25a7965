/**
 * A destination whose actions do nothing: what is left to measure is the engine's own work, mapping and validation.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * @param root - the project's folder
 * @param destination - folder of the real destination, from the root
 * @param use - gets the folder of the idle destination, from the root; it is removed afterwards
 */
export async function withIdleDestination<T>(
  root: string,
  destination: string,
  use: (folder: string) => Promise<T>
): Promise<T> {
  // Inside the project, so that its packages are found.
  const folder = path.join(root, 'node_modules', '.cache', 'bench', path.basename(destination))
  await mkdir(folder, { recursive: true })
  await writeFile(
    path.join(folder, 'index.ts'),
    `import definition from ${JSON.stringify(path.join(root, destination, 'index.ts'))}

for (const action of Object.values(definition.actions)) action.perform = () => {}
export default definition
`
  )
  try {
    return await use(path.relative(root, folder))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
