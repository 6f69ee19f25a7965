/** What an upload that is stopped with Ctrl-C leaves behind, for the person who stopped it. */
import type { Create, Update, UploadPlan } from './plan.ts'

/** How far a plan has been carried out. */
export interface WriteProgress {
  plan: UploadPlan
  /** Functions that were tried and are finished, well or not. */
  finished: string[]
  /** The function that is being written. */
  current: Create | Update
}

/** @returns lines that say what may be half done, and how to look */
export function interruptedText({ plan, finished, current }: WriteProgress): string {
  const { environment, workspace, idFile, functions } = plan
  const { name } = current
  const begun = new Set([...finished, name])
  const left = functions.filter(
    (item) => (item.kind === 'create' || item.kind === 'update') && !begun.has(item.name)
  )
  const half =
    current.kind === 'create'
      ? `${name} may exist in ${workspace.name} already, with its id not yet in ${idFile}, or saved and not deployed.`
      : `${name} (${current.id}) may have been changed in ${workspace.name} already, or saved and not deployed.`
  return [
    `\nStopped while ${name} was being ${current.kind === 'create' ? 'created' : 'updated'}.`,
    `  ${half}`,
    ...(finished.length > 0 ? [`  Finished before: ${finished.join(', ')}.`] : []),
    ...(left.length > 0 ? [`  Not begun: ${left.map((item) => item.name).join(', ')}.`] : []),
    `  Look how it stands: npm run plan -- --env ${environment}`,
    ''
  ].join('\n')
}
