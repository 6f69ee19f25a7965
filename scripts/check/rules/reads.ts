/** Which keys of an object the modules of a destination read, wherever they were handed it to. */
import ts from 'typescript'
import { catalogPackage } from '../../shared/catalog.ts'
import type { Module } from '../modules.ts'

export interface Reads {
  names: Set<string>
  /** It is taken as a whole somewhere, so that every key counts as read. */
  whole: boolean
}

/**
 * @param object - the name that Segment's types have for it: `payload`, `settings`
 * @returns names of members that are read of anything, as what a function is handed may have another name there
 */
export function readsOf(modules: Module[], object: string): Reads {
  const names = new Set<string>()
  let whole = false
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) names.add(node.name.text)
    if (ts.isElementAccessExpression(node)) {
      const { argumentExpression: key, expression } = node
      if (ts.isStringLiteralLike(key)) names.add(key.text)
      else if (!ts.isNumericLiteral(key) && mentions(expression, object)) whole = true
    }
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      if (node.dotDotDotToken) whole = true
      else names.add((node.propertyName ?? node.name).getText().replaceAll(/^['"]|['"]$/g, ''))
    }
    // A list of keys that somebody goes through: ['email', 'name'].
    if (ts.isStringLiteralLike(node) && ts.isArrayLiteralExpression(node.parent)) names.add(node.text)
    if (isTakenWhole(node, object) || isOfCatalog(node)) whole = true
    ts.forEachChild(node, visit)
  }
  for (const { tree } of modules) visit(tree)
  return { names, whole }
}

/** A destination that is made of one of Segment's own, whose code stands in its package. */
const isOfCatalog = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node) &&
  ts.isStringLiteral(node.moduleSpecifier) &&
  node.moduleSpecifier.text.startsWith(`${catalogPackage}/`)

const mentions = (node: ts.Node, name: string): boolean =>
  ts.isIdentifier(node) ? node.text === name : false

/** `...payload`, `json: payload`, `Object.entries(payload)`, `JSON.stringify(payload)`. */
function isTakenWhole(node: ts.Node, object: string): boolean {
  if (!mentions(node, object)) return false
  const { parent } = node
  if (ts.isSpreadAssignment(parent) || ts.isSpreadElement(parent)) return true
  // `authentication: { fields: settings }` only says which there are.
  if (ts.isPropertyAssignment(parent))
    return parent.initializer === node && parent.name.getText() !== 'fields'
  return ts.isCallExpression(parent) && /^(Object|JSON|Reflect)\./.test(parent.expression.getText())
}
