/** Which events of a batch go together. */
import { expect, it } from '@jest/globals'
import { batchGroups } from '../../../scripts/runtime/engine/batch-groups.ts'
import type { SegmentEvent } from '../../../scripts/runtime/author/types.ts'

const item = (id: string, payload: unknown, audience?: string) => ({
  id,
  payload,
  event: {
    type: 'track',
    ...(audience && { context: { personas: { computation_id: audience } } })
  } as SegmentEvent
})

const grouped = (items: ReturnType<typeof item>[]): string[] =>
  batchGroups(items).map(
    ({ items: group, alone }) => group.map(({ id }) => id).join('') + (alone ? ' alone' : '')
  )

it.each<[string, ReturnType<typeof item>[], string[]]>([
  ['all that nothing tells apart', [item('a', {}), item('b', {}), item('c', undefined)], ['abc']],
  [
    'those with the same values of the keys, in the order of the first',
    [
      item('a', { batch_keys: ['list', 'mode'], list: 1, mode: 'x' }),
      item('b', { batch_keys: ['list', 'mode'], list: 2, mode: 'x' }),
      item('c', { batch_keys: ['list', 'mode'], list: 1, mode: 'x' }),
      item('d', { batch_keys: ['list', 'mode'], list: 1 })
    ],
    ['ac', 'b', 'd']
  ],
  ['those of one audience', [item('a', {}, 'x'), item('b', {}, 'y'), item('c', {}, 'x')], ['ac', 'b']],
  ['no more than fit', 'abcde'.split('').map((id) => item(id, { batch_size: 2 })), ['ab', 'cd', 'e']],
  [
    'not those whose batching is off',
    [item('a', {}), item('b', { enable_batching: false }), item('c', { enable_batching: true })],
    ['ac', 'b alone']
  ],
  [
    'whatever a field holds',
    [
      item('a', { batch_keys: ['toString'], batch_size: 'many' }),
      item('b', { batch_keys: ['toString'] }),
      item('c', { batch_keys: ['toString'], toString: null }),
      item('d', { batch_keys: 'toString', batch_size: 0 }),
      item('e', { batch_keys: ['toString'], toString: 'x' })
    ],
    ['abcd', 'e']
  ]
])('%s', (_, items, groups) => {
  expect(grouped(items)).toEqual(groups)
})
