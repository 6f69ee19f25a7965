import ts from 'typescript'
import { absent } from '../../compile/pack/absent-names.ts'
import { declaredNames } from '../../shared/declared-names.ts'
import { pickNodes } from '../modules.ts'
import type { Rule } from '../rule.ts'

/** Names that Functions do not have. The build refuses those that are used; this also finds what no preset reaches yet. */
export const absentGlobal: Rule = {
  id: 'absent-global',
  find: ({ modules }) =>
    modules.flatMap((module) => {
      const own = declaredNames(module.tree)
      return pickNodes([module], (node) =>
        ts.isIdentifier(node) && Object.hasOwn(absent, node.text) && !own.has(node.text) && isRead(node)
          ? node.text
          : undefined
      ).map(({ file, line, picked }) => ({
        file,
        line,
        message: `"${picked}" does not exist in Functions.`,
        hint: absent[picked]!
      }))
    })
}

/** Neither the name of a member, nor asked for with typeof, nor a type. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  return !(
    ts.isTypeOfExpression(parent) ||
    ts.isTypeNode(parent) ||
    ts.isQualifiedName(parent) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) && parent.name === node) ||
    (ts.isMethodDeclaration(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  )
}
