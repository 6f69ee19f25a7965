import ts from 'typescript'
import { declaredNames } from '../../shared/declared-names.ts'
import { calledName, pickNodes } from '../modules.ts'
import type { PartRule } from '../rule.ts'

const clients = /^(node:)?(https?|http2|net|axios|got|node-fetch|undici|superagent|request)$/

/** Requests that `request` does not make have no time limit, no settings of extendRequest, and no outcome by their answer. */
export const requestOutsideClient: PartRule = {
  id: 'request-outside-client',
  parts: ['destination', 'source'],
  find: ({ modules, kind }) =>
    modules.flatMap((module) => {
      const own = declaredNames(module.tree)
      return pickNodes([module], (node) => {
        const name = calledName(node)
        if (name === 'fetch' && !own.has('fetch')) return 'fetch'
        return ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)
          ? clients.exec(node.moduleSpecifier.text)?.[0]
          : undefined
      }).map(({ file, line, picked }) => ({
        file,
        line,
        ...(kind === 'source'
          ? {
              message: `"${picked}" makes a request that has no time limit, and after which the webhook is not tried again.`,
              hint: 'Use the getJson that verify is handed.'
            }
          : {
              message: `"${picked}" makes a request that has no time limit, none of extendRequest's headers, and no outcome by its answer.`,
              hint: 'Use the request that perform is handed.'
            })
      }))
    })
}
