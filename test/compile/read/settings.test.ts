import { expect, it } from '@jest/globals'
import { lowerSettings } from '../../../scripts/compile/read/settings.ts'

it('says every setting of an Actions destination in the four types of Functions', () => {
  const { settings, lowered } = lowerSettings({
    apiKey: { label: 'API Key', description: 'From the account page.', type: 'password', required: true },
    region: {
      label: 'Region',
      description: 'Where the account lives.',
      type: 'string',
      required: true,
      default: 'eu',
      choices: [
        { value: 'eu', label: 'Europe' },
        { value: 'us', label: 'America' }
      ]
    },
    limit: { label: 'Limit', description: 'Events a minute.', type: 'number' },
    debug: { label: 'Debug', description: 'Whether to log.', type: 'boolean' },
    names: { label: 'Names', description: 'Event names.', type: 'string', multiple: true },
    extra: { label: 'Extra', description: 'More parameters.', type: 'object' }
  })

  expect(settings).toEqual([
    {
      name: 'apiKey',
      label: 'API Key',
      description: 'From the account page.',
      type: 'STRING',
      required: true,
      sensitive: true
    },
    {
      name: 'region',
      label: 'Region',
      description: 'Where the account lives. One of: eu, us. Default: eu.',
      type: 'STRING',
      // Segment's app would not save it empty, and then the default could never apply.
      required: false,
      sensitive: false
    },
    {
      name: 'limit',
      label: 'Limit',
      description: 'Events a minute. A number.',
      type: 'STRING',
      required: false,
      sensitive: false
    },
    {
      name: 'debug',
      label: 'Debug',
      description: 'Whether to log.',
      type: 'BOOLEAN',
      required: false,
      sensitive: false
    },
    {
      name: 'names',
      label: 'Names',
      description: 'Event names.',
      type: 'ARRAY',
      required: false,
      sensitive: false
    },
    {
      name: 'extra',
      label: 'Extra',
      description: 'More parameters.',
      type: 'TEXT_MAP',
      required: false,
      sensitive: false
    }
  ])
  expect(lowered).toEqual([
    'setting region: its choices are listed in the description and checked when the handler starts',
    'setting region: its default is applied when it is left empty',
    'setting limit: a number is entered as text and checked when the handler starts'
  ])
})
