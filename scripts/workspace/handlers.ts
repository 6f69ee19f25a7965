/**
 * Which handlers a function's code declares, so that one that disappears is noticed. The code may have been written
 * by anybody in Segment's editor: it is parsed and never run.
 */
import { createRequire } from 'node:module'
import type TypeScript from 'typescript'
import { handlerNames } from '../shared/handlers.ts'

const require = createRequire(import.meta.url)

/** @returns the handlers that Segment's loader finds: declared, or assigned, at the top level; in their order */
export function handlersOf(code: string): string[] {
  // Half a second to load, and needed only when code changes.
  const ts = require('typescript') as typeof TypeScript
  const file = ts.createSourceFile('function.js', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS)
  const names = file.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) return statement.name ? [statement.name.text] : []
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : []
      )
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return []
    const { left, operatorToken } = statement.expression
    return ts.isIdentifier(left) && operatorToken.kind === ts.SyntaxKind.EqualsToken ? [left.text] : []
  })
  return [...new Set(names)].filter((name) => handlerNames.some((handler) => handler === name))
}
