import ts from 'typescript'
import { calledName, pickNodes } from '../modules.ts'
import type { Rule } from '../rule.ts'

const changing = [
  'Date.now',
  'Math.random',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'randomUUID',
  'randomBytes'
]

/** What is another value at each try makes another event of a repeat. */
export const clockOrRandom: Rule = {
  id: 'clock-or-random',
  find: ({ modules }) =>
    pickNodes(modules, (node) => {
      const name = calledName(node)
      if (name !== undefined && changing.includes(name)) return `${name}()`
      return ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length
        ? 'new Date()'
        : undefined
    }).map(({ file, line, picked }) => ({
      file,
      line,
      message: `${picked} is another value when Segment sends the event again, so the vendor takes the repeat for another event.`,
      hint: "Take the event's own time (timestamp) or id (messageId), mapped to a field."
    }))
}
