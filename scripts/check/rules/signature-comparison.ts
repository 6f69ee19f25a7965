import ts from 'typescript'
import { pickNodes } from '../modules.ts'
import type { PartRule } from '../rule.ts'

const comparing = [
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken
]

/** What makes a signature. */
const signs = /\b(hmac|createHmac|digest)\(/

/** `===` ends at the first character that differs, and the time it takes tells how many were right. */
export const signatureComparison: PartRule = {
  id: 'signature-comparison',
  parts: ['source'],
  find: ({ modules }) =>
    pickNodes(modules, (node) =>
      ts.isBinaryExpression(node) &&
      comparing.includes(node.operatorToken.kind) &&
      [node.left, node.right].some((side) => ts.isCallExpression(side) && signs.test(side.getText()))
        ? node.operatorToken.getText()
        : undefined
    ).map(({ file, line, picked }) => ({
      file,
      line,
      message: `${picked} takes longer the more of a signature is right, which helps to guess it.`,
      hint: 'Compare with sameText(given, expected) of segment-functions/runtime.'
    }))
}
