/** A definition as small as can be, to be broken in one place by a test. */

export interface Parts {
  imports?: string
  scheme?: string
  action?: string
  fields?: string
  perform?: string
  presets?: string
  more?: string
}

/** @returns the source of a destination's index.ts */
export const definition = ({
  imports = '',
  scheme = 'custom',
  action = '',
  fields = `name: { label: 'Name', description: 'Its name', type: 'string', default: { '@path': '$.event' } }`,
  perform = `(request, { payload }) => request('https://api.example.com/track', { method: 'post', json: payload })`,
  presets = `{ name: 'Track', partnerAction: 'send', subscribe: 'type = "track"', type: 'automatic', mapping: {} }`,
  more = ''
}: Parts): string => `
${imports}
export default {
  name: 'Acme',
  mode: 'cloud',
  authentication: {
    scheme: '${scheme}',
    fields: { apiKey: { label: 'API Key', description: 'The key', type: 'password', required: true } }
  },
  presets: [${presets}],
  actions: {
    send: {
      title: 'Send',
      description: 'Sends the event',
      fields: { ${fields} },
      ${action}
      perform: ${perform}
    }
  },
  ${more}
}
`
