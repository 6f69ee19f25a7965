import ts from 'typescript'
import { declaredNames } from '../../shared/declared-names.ts'
import { calledName, pickNodes } from '../modules.ts'
import type { PartRule } from '../rule.ts'

const requests = ['fetch', 'navigator.sendBeacon', 'window.fetch']

/** What runs in the page adds to events, at once; what is sent is the destination's. */
export const networkInPage: PartRule = {
  id: 'network-in-page',
  parts: ['page'],
  find: ({ modules }) =>
    modules.flatMap((module) => {
      const own = declaredNames(module.tree)
      return pickNodes([module], (node) => {
        const name = ts.isNewExpression(node) ? node.expression.getText() : calledName(node)
        const isRequest = name === 'XMLHttpRequest' || name === 'WebSocket' || requests.includes(name ?? '')
        return isRequest && !own.has(name!) ? name : undefined
      }).map(({ file, line, picked }) => ({
        file,
        line,
        message: `"${picked}" sends from the page, where events would wait for it and blockers stop it.`,
        hint: 'Add what the page knows to the event, and send it in the destination.'
      }))
    })
}
