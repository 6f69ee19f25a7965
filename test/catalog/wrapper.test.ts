/** The presets that the survey gives a destination. */
import { expect, it } from '@jest/globals'
import type { DestinationDefinition } from '@segment/actions-core'
import { presetsOf } from '../../scripts/catalog/wrapper.ts'

const action = {
  title: 'Send',
  description: '',
  defaultSubscription: 'type = "identify"',
  fields: {
    name: { label: '', description: '', type: 'string', default: { '@path': '$.event' } },
    id: { label: '', description: '', type: 'string', required: true },
    note: { label: '', description: '', type: 'string' }
  },
  perform: () => undefined
} satisfies DestinationDefinition['actions'][string]

it('are those of the app, and one of each action by its own defaults, spare where the app has some', () => {
  const presets = presetsOf(
    {
      name: 'Acme',
      mode: 'cloud',
      presets: [
        {
          name: 'Send an order',
          partnerAction: 'send',
          subscribe: 'type = "track"',
          mapping: { note: 'fixed' },
          type: 'automatic'
        }
      ],
      actions: { send: action, keep: { ...action, title: 'Keep' } }
    },
    ['note']
  )

  const hinted = { '@path': '$.properties.note' }
  const defaults = { name: { '@path': '$.event' }, id: { '@path': '$.properties.id' } }
  expect(presets.map(({ name, isSpare, subscribe, mapping }) => [name, isSpare, subscribe, mapping])).toEqual(
    [
      ['Send an order', false, 'type = "track"', { ...defaults, note: hinted }],
      ['Send (by its defaults)', true, 'type = "identify"', { ...defaults, note: hinted }],
      ['Keep', false, 'type = "identify"', { ...defaults, note: hinted }]
    ]
  )
})
