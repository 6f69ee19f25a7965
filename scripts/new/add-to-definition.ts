/** Adds an action to the index.ts of a destination: its import, its preset, and itself among the actions. */
import ts from 'typescript'
import { UserError } from '../shared/errors.ts'
import { literal } from './template.ts'

interface NewAction {
  name: string
  title: string
  subscribe: string
}

/**
 * @param text - of the destination's index.ts
 * @param file - as messages name it
 * @returns the new text, before prettier
 * @throws {UserError} `definition` when it has no literal `presets` and `actions`
 */
export function addToDefinition(text: string, file: string, { name, title, subscribe }: NewAction): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const presets = memberOf(source, 'presets')
  const actions = memberOf(source, 'actions')
  const imports = source.statements.filter(ts.isImportDeclaration).at(-1)
  if (
    !presets ||
    !ts.isArrayLiteralExpression(presets) ||
    !actions ||
    !ts.isObjectLiteralExpression(actions) ||
    !imports
  )
    throw new UserError(
      'definition',
      `${file} has no "presets: […]" and "actions: {…}" that are written out, so the action cannot be added to them.`,
      'Write them into the definition itself, with an import above, and try again.'
    )
  const preset = `{ name: ${literal(title)}, type: 'automatic', partnerAction: '${name}', subscribe: ${literal(subscribe)} }`
  // From the end to the beginning, so that places stay where they are.
  return [
    { at: imports.end, insert: `\nimport ${name} from './${name}/index.ts'` },
    insertion(presets.elements, presets.end, preset),
    insertion(actions.properties, actions.end, name)
  ]
    .sort((a, b) => b.at - a.at)
    .reduce((result, { at, insert }) => result.slice(0, at) + insert + result.slice(at), text)
}

const insertion = (nodes: ts.NodeArray<ts.Node>, end: number, code: string) =>
  nodes.length === 0 || nodes.hasTrailingComma
    ? { at: nodes.length === 0 ? end - 1 : nodes.end, insert: code }
    : { at: nodes.at(-1)!.end, insert: `, ${code}` }

/** Of the largest object in the file that has both: the definition. */
function memberOf(source: ts.SourceFile, name: string): ts.Expression | undefined {
  let found: ts.Expression | undefined
  const visit = (node: ts.Node): void => {
    if (found) return
    if (ts.isObjectLiteralExpression(node)) {
      const member = (key: string) =>
        node.properties.find(
          (property): property is ts.PropertyAssignment =>
            ts.isPropertyAssignment(property) && property.name.getText(source) === key
        )?.initializer
      if (member('presets') && member('actions')) found = member(name)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
