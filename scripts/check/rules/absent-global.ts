import ts from 'typescript'
import { absent } from '../../compile/pack/absent-names.ts'
import { declaredNames } from '../../shared/declared-names.ts'
import { pickNodes } from '../modules.ts'
import type { PartRule } from '../rule.ts'

/** Names of Node that no browser has. */
const absentInPage: Record<string, string> = {
  process: 'A page has settings, no environment.',
  Buffer: 'btoa, atob and TextEncoder do the same in a page.',
  require: 'Import it; what is imported is bundled.',
  global: 'Name what is meant itself, or globalThis.',
  setImmediate: 'setTimeout(…, 0) does nearly the same.',
  __dirname: 'A page has no folder.'
}

/** Names that are not there. The build refuses those that a function uses; this also finds what no preset reaches yet. */
export const absentGlobal: PartRule = {
  id: 'absent-global',
  parts: ['destination', 'source', 'page'],
  find: ({ kind, modules }) => {
    const missing = kind === 'page' ? absentInPage : absent
    return modules.flatMap((module) => {
      const own = declaredNames(module.tree)
      return pickNodes([module], (node) =>
        ts.isIdentifier(node) && Object.hasOwn(missing, node.text) && !own.has(node.text) && isRead(node)
          ? node.text
          : undefined
      ).map(({ file, line, picked }) => ({
        file,
        line,
        message: `"${picked}" does not exist in ${kind === 'page' ? 'browsers' : 'Functions'}.`,
        hint: missing[picked]!
      }))
    })
  }
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
