/** What the verbs of a workspace share: the option that names it, and the way to open it. */
import type { WriteProgress } from '../workspace/interrupted.ts'
import type { Project } from '../workspace/project.ts'
import type { Session } from './session.ts'

export const environmentOption = ['--env <name>', 'an environment of segment.config.json'] as const

/** Loads no compiler: a wrong token is reported first. */
export async function openEnvironment(session: Session, name: string, functions: string[]): Promise<Project> {
  const { openProject } = await import('../workspace/project.ts')
  const { root, variables, stderr } = session
  return openProject(root, name, functions, { variables, tell: (text) => void stderr.write(text) })
}

/** @returns a question to the person, where somebody can answer */
export async function askOnTerminal({ json, stdin, stderr }: Session) {
  if (json || !stdin.isTTY || !stderr.isTTY) return undefined
  const { confirm } = await import('../workspace/confirm.ts')
  return confirm
}

/** Runs what writes to a workspace; Ctrl-C meanwhile, or another signal to end, says what may be half done. */
export async function tellingInterrupts<T>(
  { onInterrupt, stderr }: Session,
  work: (onWrite: (progress: WriteProgress) => void) => Promise<T>
): Promise<T> {
  const { interruptedText } = await import('../workspace/interrupted.ts')
  let latest: WriteProgress | undefined
  const forget = onInterrupt?.(() => {
    stderr.write(latest ? interruptedText(latest) : '\nStopped before anything was written.\n')
    return false
  })
  try {
    return await work((progress) => {
      latest = progress
    })
  } finally {
    forget?.()
  }
}
