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

/** @returns the messages that are written out in `scripts`, each once */
export function messagesOfCode(): Message[] {
  const found = new Map<string, Message>()
  const files = readdirSync('scripts', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('templates'))
    .sort()
  for (const file of files) {
    const tree = ts.createSourceFile(
      file,
      readFileSync(path.join('scripts', file), 'utf8'),
      ts.ScriptTarget.Latest,
      true
    )
    const visit = (node: ts.Node): void => {
      if (ts.isNewExpression(node) && node.expression.getText() === 'UserError') {
        const [code, message, hint] = node.arguments ?? []
        for (const text of textsOf(message)) {
          const known = text.replaceAll(/\s+/g, ' ').trim()
          if (/[A-Za-z]{3}/.test(known) && !found.has(known))
            found.set(known, {
              code: code && ts.isStringLiteral(code) ? code.text : 'definition',
              text: known,
              hint: textsOf(hint)[0] ?? ''
            })
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }
  return [...found.values()]
}

/** Both of what a condition chooses from; nothing of what is no text in place. */
function textsOf(node: ts.Node | undefined): string[] {
  if (node === undefined) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression)
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  if (!ts.isTemplateExpression(node)) return []
  return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')]
}
