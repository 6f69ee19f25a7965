import path from 'node:path'
import ts from 'typescript'
import { packageRoot } from '../../shared/package.ts'
import { pickNodes } from '../modules.ts'
import type { Module } from '../modules.ts'
import type { PartRule } from '../rule.ts'

/**
 * A promise that nobody waits for: the function ends before it does, and its failure is lost. As no-floating-promises of
 * typescript-eslint has it, by the types that TypeScript's own checker knows.
 */
export const notAwaited: PartRule = {
  id: 'not-awaited',
  parts: ['destination', 'source'],
  find({ kind, folder, modules }) {
    // Types take seconds; most modules have no statement that could be one.
    const suspects = modules.filter((module) => pickNodes([module], asSuspect).length > 0)
    if (suspects.length === 0) return []
    const program = ts.createProgram(
      suspects.map(({ file }) => path.join(folder, file)),
      compilerOptions
    )
    const checker = program.getTypeChecker()
    return suspects.flatMap((module) => {
      const typed: Module = { ...module, tree: program.getSourceFile(path.join(folder, module.file))! }
      return pickNodes([typed], (node) => {
        const expression = asSuspect(node)
        return expression && isPromise(checker, expression) ? expression.getText() : undefined
      }).map(({ line, picked }) => ({
        file: module.file,
        line,
        message: `Nobody waits for ${shortened(picked)}, so the ${kind === 'source' ? 'webhook counts as taken' : 'event counts as delivered'} before it ends, and its failure is lost.`,
        hint: 'Return it, or put await before it; of a list, await Promise.all(…).'
      }))
    })
  }
}

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  // Also where the package is used from a folder that does not have it among its own.
  paths: { 'segment-functions/runtime': [path.join(packageRoot, 'scripts/runtime/author/index.ts')] }
}

/** A call that stands alone, or whose callback is handed to forEach. */
function asSuspect(node: ts.Node): ts.CallExpression | undefined {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return undefined
  return node.expression
}

function isPromise(checker: ts.TypeChecker, call: ts.CallExpression): boolean {
  const { expression, arguments: given } = call
  const isForEach = ts.isPropertyAccessExpression(expression) && expression.name.text === 'forEach'
  if (isForEach && given[0]) {
    return checker
      .getTypeAtLocation(given[0])
      .getCallSignatures()
      .some((signature) => isThenable(checker.getReturnTypeOfSignature(signature)))
  }
  const type = checker.getTypeAtLocation(call)
  const element = checker.isArrayType(type)
    ? checker.getTypeArguments(type as ts.TypeReference)[0]
    : undefined
  return isThenable(element ?? type)
}

const isThenable = (type: ts.Type): boolean =>
  type.isUnion() ? type.types.some(isThenable) : type.getProperty('then') !== undefined

const shortened = (code: string): string => {
  const line = code.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
