/**
 * Pages and screens are visits. Tractionboard has no mobile support as such, but takes screens as pages.
 */
import { first, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { arrange } from '../arrange.ts'
import { commonFields, properties } from '../fields.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const fields = {
  ...commonFields,
  callType: {
    label: 'Call Type',
    description: 'Tells screens from pages: "screen" is sent with the property `screen`.',
    type: 'string',
    default: { '@path': '$.type' }
  },
  name: {
    label: 'Name',
    description: 'The name of the page or screen.',
    type: 'string',
    default: first('$.name', '$.properties.name')
  },
  category: {
    label: 'Category',
    description: 'The category of the page.',
    type: 'string',
    default: first('$.category', '$.properties.category')
  },
  url: {
    label: 'URL',
    description: 'The address of the page.',
    type: 'string',
    default: first('$.properties.url', '$.context.page.url')
  },
  path: {
    label: 'Path',
    description: 'The path of the page.',
    type: 'string',
    default: first('$.properties.path', '$.context.page.path')
  },
  referrer: {
    label: 'Referrer',
    description: 'The address of the page before.',
    type: 'string',
    default: first('$.properties.referrer', '$.context.page.referrer')
  },
  title: {
    label: 'Title',
    description: 'The title of the page.',
    type: 'string',
    default: first('$.properties.title', '$.context.page.title')
  },
  search: {
    label: 'Search',
    description: 'The query of the address.',
    type: 'string',
    default: first('$.properties.search', '$.context.page.search')
  },
  properties
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Record a visit',
  description: 'Send a page or screen as a visit.',
  defaultSubscription: 'type = "page" or type = "screen"',
  fields,
  perform: (request, data) => {
    const { callType, name, category, url, path, referrer, title, search, properties } = data.payload
    const page = { name, category, url, path, referrer, title, search }
    const screen = callType === 'screen' ? { screen: true } : {}
    return send(request, data, { type: 'visit', properties: arrange(page, properties, screen) })
  }
}

export default action
