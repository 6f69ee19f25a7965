import type { Action } from '../../runtime/author/types.ts'
import type { DestinationRule, Finding, Subject } from '../rule.ts'

/** What vendors call it. */
const keyName = /idempot|dedup|insert_?id|unique_?id/i

/** Segment delivers some events twice; only a key tells the vendor so. */
export const noIdempotencyKey: DestinationRule = {
  id: 'no-idempotency-key',
  find: ({ fn: { definition, subscriptions }, modules }) =>
    [...new Set(subscriptions.map(({ action }) => action))].flatMap((name) => {
      const action = definition.actions[name] as Action<unknown, unknown>
      const { idempotencyKey } = action
      if (idempotencyKey === undefined) return undeclared(name, action)
      return typeof idempotencyKey === 'function' || isSent(idempotencyKey, modules)
        ? []
        : [
            {
              file: `${name}/index.ts`,
              message: `The vendor knows a repeat by "${idempotencyKey}", which the action "${name}" never sends.`,
              hint: "Send it, from a field that takes the event's messageId or an id of its own."
            }
          ]
    })
}

/** A key that looks like one, and of which nothing is said. */
function undeclared(name: string, { fields }: Action<unknown, unknown>): Finding[] {
  const key = Object.keys(fields).find((one) => keyName.test(one))
  return key === undefined
    ? []
    : [
        {
          file: `${name}/index.ts`,
          message: `The action "${name}" has the field "${key}", but does not say that the vendor knows a repeat by it.`,
          hint: "Add idempotencyKey with the vendor's name of it; if the vendor ignores it, the field is of no use."
        }
      ]
}

/** Named anywhere besides the declaration itself. */
function isSent(key: string, modules: Subject['modules']): boolean {
  const word = new RegExp(`(?<![\\w-])${key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`)
  return modules.some(({ tree }) => word.test(tree.text.replaceAll(/\bidempotencyKey:\s*(['"]).*?\1/g, '')))
}
