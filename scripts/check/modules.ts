/** The modules of a definition as syntax trees, and how rules walk through them. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { glob } from 'tinyglobby'
import ts from 'typescript'

export interface Module {
  /** Below the folder, with slashes. */
  file: string
  tree: ts.SourceFile
}

/**
 * @param folder - an absolute path
 * @param others - folders in it that hold something else
 */
export async function readModules(folder: string, others: string[] = []): Promise<Module[]> {
  const files = await glob('**/*.ts', {
    cwd: folder,
    ignore: [...others.map((other) => `${other}/**`), '**/*.d.ts', '**/*.test.ts', '**/__tests__/**']
  })
  return Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(path.join(folder, file), 'utf8')
      return { file, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) }
    })
  )
}

/** @returns the nodes of the modules for which `pick` gives something, with what it gives */
export function pickNodes<T>(
  modules: Module[],
  pick: (node: ts.Node) => T | undefined
): { file: string; line: number; picked: T }[] {
  return modules.flatMap(({ file, tree }) => {
    const found: { file: string; line: number; picked: T }[] = []
    const visit = (node: ts.Node): void => {
      const picked = pick(node)
      if (picked !== undefined) {
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree))
        found.push({ file, line: line + 1, picked })
      }
      ts.forEachChild(node, visit)
    }
    visit(tree)
    return found
  })
}

/** `Date.now` of `Date.now()`, `fetch` of `fetch(url)`; undefined for anything but plain names. */
export function calledName(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const { expression } = node
  if (ts.isIdentifier(expression)) return expression.text
  return ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.expression)
    ? `${expression.expression.text}.${expression.name.text}`
    : undefined
}
