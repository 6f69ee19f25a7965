/** Reads off the code what it says to people when something is theirs to mend: the messages of every UserError. */
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

export interface Message {
  /** As `userErrorCodes` has it; "definition" or "config" for what `refuse` says of a place. */
  code: string
  /** With `…` for what differs: `There is no function "…" in ….` */
  text: string
  hint: string
}

/** Rules of `npm run check` have pages of their own, and what ships is explained in READMEs. */
const elsewhere = /^(check|runtime)\/|templates/

/** @returns the messages that are written out in `scripts`, each once */
export function messagesOfCode(): Message[] {
  const found = new Map<string, Message>()
  const files = readdirSync('scripts', { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.ts') && !elsewhere.test(file))
    .sort()
  for (const file of files) {
    const source = readFileSync(path.join('scripts', file), 'utf8')
    const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
    const visit = (node: ts.Node): void => {
      for (const { code, text, hint } of messagesAt(node, file)) {
        const known = text.replaceAll(/\s+/g, ' ').trim()
        if (/[A-Za-z]{3}/.test(known) && !found.has(known)) found.set(known, { code, text: known, hint })
      }
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }
  return [...found.values()]
}

/** What each helper that makes a UserError puts around the text it is handed. */
function messagesAt(node: ts.Node, file: string): Message[] {
  if (ts.isNewExpression(node) && node.expression.getText() === 'UserError') {
    const [code, message, hint] = node.arguments ?? []
    return written(code && ts.isStringLiteral(code) ? code.text : 'definition', message, hint)
  }
  // Of an answer of Segment's Public API.
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'happened')
    return written('workspace', node.initializer, undefined, (text) => `…: ${text}`)
  // What an upload or a rollback says of one function.
  if (ts.isObjectLiteralExpression(node) && file.startsWith('workspace/') && !file.includes('local-api')) {
    const member = (name: string) => node.properties.find((one) => one.name?.getText() === name)
    const [message, hint] = ['message', 'hint'].map(member)
    return message && hint && ts.isPropertyAssignment(message)
      ? written(
          'workspace',
          message.initializer,
          ts.isPropertyAssignment(hint) ? hint.initializer : undefined
        )
      : []
  }
  if (!ts.isCallExpression(node)) return []
  const [first, second, third] = node.arguments
  const isWhole = textsOf(first).length > 0
  switch (/\w+$/.exec(node.expression.getText())?.[0]) {
    // Halves of sentences of a journal, whose message is one.
    case 'refuse':
      if (file.includes('journal')) return []
      return isWhole
        ? written('usage', first, second)
        : written('definition', second, third, (text) => `…${text}`)
    case 'wrong':
      return isWhole
        ? written('usage', first, second)
        : written('fixture', second, third, (text) => `…: … ${text}.`)
  }
  return []
}

const written = (
  code: string,
  message: ts.Node | undefined,
  hint: ts.Node | undefined,
  around = (text: string) => text
): Message[] => textsOf(message).map((text) => ({ code, text: around(text), hint: textsOf(hint)[0] ?? '' }))

/** Both of what a condition chooses from; nothing of what is no text in place. */
function textsOf(node: ts.Node | undefined): string[] {
  if (node === undefined) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isIdentifier(node)) return textsOf(declarationOf(node))
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression)
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  if (!ts.isTemplateExpression(node)) return []
  return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')]
}

/** What a name stands for, where it is declared in the same function. */
function declarationOf(name: ts.Identifier): ts.Node | undefined {
  let scope: ts.Node = name
  while (!ts.isFunctionLike(scope) && !ts.isSourceFile(scope)) scope = scope.parent
  let found: ts.Node | undefined
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name.text) found ??= node.initializer
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return found === name ? undefined : found
}
