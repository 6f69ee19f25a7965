import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { explainMapping } from '../../scripts/explain/index.ts'
import { mapping as anyMapping } from '../../scripts/fuzz/mappings.ts'
import { isRefused } from '../../scripts/fuzz/reference.ts'
import { event as anyEvent } from '../../scripts/fuzz/values.ts'
import type { SegmentEvent } from '../../scripts/runtime/author/types.ts'
import { isObject } from '../../scripts/runtime/author/text.ts'
import { actionsCore } from '../../scripts/shared/actions-core.ts'

const event = {
  type: 'track',
  userId: 'u1',
  properties: { plan: 'pro', items: [{ id: 1 }] },
  context: { traits: { email: 'ada@example.com' } }
} as SegmentEvent

describe('explainMapping', () => {
  it('says what gave each field its value', () => {
    const email = {
      '@if': {
        exists: { '@path': '$.traits.email' },
        then: { '@path': '$.traits.email' },
        else: {
          '@if': {
            blank: { '@path': '$.context.traits.email' },
            then: { '@path': '$.context.traits.email' },
            else: 'none'
          }
        }
      }
    }
    const mapping = {
      id: { '@path': '$.userId' },
      missing: { '@path': '$.anonymousId' },
      email,
      label: { '@template': 'plan {{properties.plan}}' },
      currency: 'USD',
      mode: { '@literal': 'wait' },
      plan: { '@case': { operator: 'upper', value: { '@path': '$.properties.plan' } } },
      items: { '@arrayPath': ['$.properties.items', { id: { '@path': '$.id' } }] },
      both: { id: { '@path': '$.userId' } }
    }

    expect(explainMapping(mapping, event)).toEqual([
      { field: 'id', value: 'u1', from: 'path', path: '$.userId' },
      { field: 'missing', from: 'path', path: '$.anonymousId' },
      {
        field: 'email',
        value: 'ada@example.com',
        from: 'path',
        path: '$.context.traits.email',
        branch: ['else', 'then']
      },
      { field: 'label', value: 'plan pro', from: 'template', template: 'plan {{properties.plan}}' },
      { field: 'currency', value: 'USD', from: 'literal' },
      { field: 'mode', value: 'wait', from: 'literal' },
      { field: 'plan', value: 'PRO', from: 'case', path: '$.properties.plan' },
      { field: 'items', value: [{ id: 1 }], from: 'arrayPath', path: '$.properties.items' },
      { field: 'both', value: { id: 'u1' }, from: 'object' }
    ])
  })

  it('gives the values of transform, and paths that lead to them', () => {
    const cases = fc.record({ mapping: anyMapping, event: anyEvent })
    fc.assert(
      fc.property(cases, ({ mapping, event }) => {
        fc.pre(!isRefused(structuredClone(mapping)))
        let expected: unknown
        try {
          expected = actionsCore.transform(structuredClone(mapping) as never, event as never)
        } catch {
          return
        }
        // A directive for the whole payload may give something that has no fields.
        const values = isObject(expected) ? expected : {}
        const fields = explainMapping(mapping as never, event as SegmentEvent)
        for (const { field, value, from, path } of fields) {
          // A payload cannot hold this one: it would be the payload's prototype.
          if (field === '__proto__') continue
          expect(value).toEqual(Object.hasOwn(values, field) ? values[field] : undefined)
          if (from === 'path' && path !== undefined) {
            const found = actionsCore.transform({ found: { '@path': path } } as never, event as never)
            expect(value).toEqual((found as { found?: unknown }).found)
          }
        }
        expect(fields.map(({ field }) => field)).toEqual(expect.arrayContaining(Object.keys(values)))
      }),
      { numRuns: 200 }
    )
  })
})
