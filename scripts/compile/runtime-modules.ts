/**
 * The names by which a definition imports what a Function has: the compiler alone knows which files stand behind them.
 */
import path from 'node:path'

/** The folder of what ships inside compiled functions. */
export const runtimeFolder = path.join(import.meta.dirname, '..', 'runtime')

/** Name as authors write it to the module that ships for it. */
export const runtimeModules = {
  '@segment/actions-core': path.join(runtimeFolder, 'core/index.ts'),
  'segment-functions/runtime': path.join(runtimeFolder, 'author/index.ts')
}
