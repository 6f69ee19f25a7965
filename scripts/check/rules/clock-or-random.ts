import ts from 'typescript'
import { calledName, pickNodes } from '../modules.ts'
import type { PartRule } from '../rule.ts'

const changing = [
  'Date.now',
  'Math.random',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'randomUUID',
  'randomBytes'
]

/** What is another value at each try makes another event of a repeat. */
export const clockOrRandom: PartRule = {
  id: 'clock-or-random',
  parts: ['destination', 'source'],
  find: ({ modules, kind }) =>
    pickNodes(modules, (node) => {
      const name = calledName(node)
      if (name !== undefined && changing.includes(name)) return `${name}()`
      return ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length
        ? 'new Date()'
        : undefined
    }).map(({ file, line, picked }) => ({
      file,
      line,
      ...(kind === 'source'
        ? {
            message: `${picked} is another value when the vendor sends the webhook again, so Segment takes the repeat for another event.`,
            hint: "Take the webhook's own time and id, or leave messageId and timestamp out."
          }
        : {
            message: `${picked} is another value when Segment sends the event again, so the vendor takes the repeat for another event.`,
            hint: "Take the event's own time (timestamp) or id (messageId), mapped to a field."
          })
    }))
}
