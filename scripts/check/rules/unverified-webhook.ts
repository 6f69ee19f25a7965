import ts from 'typescript'
import { pickNodes } from '../modules.ts'
import type { PartRule } from '../rule.ts'

/** A source that looks at nothing of the request believes whoever knows its address. */
export const unverifiedWebhook: PartRule = {
  id: 'unverified-webhook',
  parts: ['source'],
  find: ({ modules }) =>
    pickNodes(modules, (node) => {
      const verify =
        ts.isPropertyAssignment(node) && node.name.getText() === 'verify' ? node.initializer : node
      const isVerify = verify !== node || (ts.isMethodDeclaration(node) && node.name.getText() === 'verify')
      return isVerify && ts.isFunctionLike(verify) && verify.parameters.length === 0 ? 'verify' : undefined
    }).map(({ file, line }) => ({
      file,
      line,
      message: 'verify looks at nothing of the request, so whoever knows the address can send to Segment.',
      hint: "Compare the vendor's signature: sameText(request.headers.get('…'), hmac('sha256', secret, request.text()))."
    }))
}
