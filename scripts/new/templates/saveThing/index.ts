/**
 * TemplateSummary
 * TemplatePage
 */
// <imports>
import type { Action, Fields, PayloadOf } from 'segment-functions/runtime'
// </imports>
import { api } from '../api.ts'
import type { Settings } from '../settings.ts'

const fields = {
  // <fields>
  userId: {
    label: 'User ID',
    description: 'Who did it.',
    type: 'string',
    required: true,
    default: { '@path': '$.userId' }
  }
  // </fields>
} satisfies Fields

// <body>
const bodyOf = (payload: PayloadOf<typeof fields>) => ({ user_id: payload.userId })
// </body>

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'TemplateAction',
  description: 'TemplateSummary',
  defaultSubscription: 'TemplateSubscription',
  fields,
  // <perform>
  perform: (request, { payload }) => request(`${api}/things`, { method: 'post', json: bodyOf(payload) })
  // </perform>
}

export default action
