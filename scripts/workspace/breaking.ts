/**
 * Which changes break a function that is connected to sources: Segment keeps the values of settings with each
 * connection and nobody is asked when the definitions change.
 */
import type { SettingChange } from './compare.ts'

/**
 * @param handlers - those of the code that is deployed and of the code that would replace it
 * @returns one sentence for each breaking change: what, and what comes of it
 */
export function breakingChanges(
  settings: SettingChange[],
  handlers: { before: string[]; after: string[] }
): string[] {
  const added = settings.filter((change) => change.kind === 'added').map((change) => change.setting)
  const renamedTo = new Set<string>()
  const breaking = settings.flatMap((change) => {
    const { setting } = change
    const name = `Setting "${setting.name}"`
    switch (change.kind) {
      case 'added':
        return []
      case 'removed': {
        // Under the same label it is the same setting for whoever filled it in.
        const successor = added.find(({ label, type }) => label === setting.label && type === setting.type)
        if (successor === undefined) return [`${name} is removed: its values are lost.`]
        renamedTo.add(successor.name)
        return [`${name} is renamed to "${successor.name}": values stay with the old name.`]
      }
      case 'changed':
        return [
          ...('type' in change.from
            ? [`${name} changes its type from ${change.from.type} to ${setting.type}.`]
            : []),
          ...('sensitive' in change.from
            ? [
                `${name} ${setting.sensitive ? 'becomes a secret' : 'is no secret any more'}: it has to be entered again.`
              ]
            : []),
          ...('required' in change.from && setting.required
            ? [`${name} becomes required: connections without a value fail.`]
            : [])
        ]
    }
  })
  const missing = added
    .filter(({ name, required }) => required && !renamedTo.has(name))
    .map(({ name }) => `Setting "${name}" is new and required: connections fail until it is filled in.`)
  const gone = handlers.before
    .filter((handler) => !handlers.after.includes(handler))
    .map((handler) => `Handler ${handler} disappears: its events are no longer delivered.`)
  return [...missing, ...breaking, ...gone]
}
