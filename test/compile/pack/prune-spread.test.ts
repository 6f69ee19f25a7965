import { describe, expect, it } from '@jest/globals'
import { pruneDefinition } from '../../../scripts/compile/pack/prune.ts'

describe('pruneDefinition', () => {
  it('lets esbuild drop exported fields that are put together from others', () => {
    const source =
      'export const known = { ...common, userId: { ...common.userId, required: true } } satisfies Fields\n'
    expect(pruneDefinition(source, 'fields.ts')).toBe(
      'export const known = /* @__PURE__ */ (() => ({ ...common, userId: { ...common.userId, required: true } } satisfies Fields))()\n'
    )
  })

  it('leaves other data as it is', () => {
    const source = 'export const common = { userId: { type: "string" } }\n'
    expect(pruneDefinition(source, 'fields.ts')).toBe(source)
  })
})
