/** The module of an action: its fields, and `perform`. */
import { fillTemplate, literal } from './template.ts'
import { subscriptionOf } from './plan.ts'
import type { ActionPlan, Auth, FieldPlan } from './plan.ts'

/**
 * @param auth - of the destination; a key in the query or the body is put there by each action
 * @returns the module's text, before prettier
 */
export async function writeAction(action: ActionPlan, auth: Auth): Promise<string> {
  const needs = (name: string, isNeeded: boolean): string => (isNeeded ? `${name}, ` : '')
  const values = [
    needs(
      'first',
      action.fields.some(({ from }) => from.length > 1)
    ),
    needs('pathSegment', action.path.includes('{'))
  ].join('')
  const text = await fillTemplate(
    'saveThing/index.ts',
    {
      TemplateSummary: action.summary,
      TemplatePage: action.page,
      TemplateAction: action.title,
      TemplateSubscription: subscriptionOf(action)
    },
    {
      imports: values
        ? `import { ${values} type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'`
        : "import type { Action, Fields, PayloadOf } from 'segment-functions/runtime'",
      fields: action.fields.map(fieldCode).join(',\n'),
      body: functionsOf(action, auth),
      perform: `${idempotencyCode(action)}${performCode(action, auth)}`
    }
  )
  return usesParameters(action) ? text.replace('\nconst action:', `\n${parametersCode}\nconst action:`) : text
}

function fieldCode({
  key,
  label,
  description,
  type,
  multiple,
  required,
  format,
  choices,
  minimum,
  maximum,
  from
}: FieldPlan): string {
  const path = (keys: string[]): string => literal(`$.${keys.map(pathStep).join('.')}`.replaceAll('.[', '['))
  const members = [
    `label: ${literal(label)}`,
    `description: ${literal(description)}`,
    `type: '${type}'`,
    multiple && 'multiple: true',
    required && 'required: true',
    format && `format: ${literal(format)}`,
    choices &&
      `choices: [${choices.map((value) => `{ label: ${literal(String(value))}, value: ${literal(value)} }`).join(', ')}]`,
    minimum !== undefined && `minimum: ${minimum}`,
    maximum !== undefined && `maximum: ${maximum}`,
    `default: ${from.length > 1 ? `first(${from.map(path).join(', ')})` : `{ '@path': ${path(from[0]!)} }`}`
  ]
  return `${key}: { ${members.filter(Boolean).join(', ')} }`
}

/** A key with a dot or a bracket is put into brackets, as mapping-kit's paths have it. */
const pathStep = (key: string): string => (/^[^.[\]"\\\s]+$/.test(key) ? key : `[${literal(key)}]`)

/** Values that may be absent are left out of a query or a form. */
const parametersCode = `/** What has a value, as a query or a form has it. */
function parameters(values: Record<string, string | number | boolean | undefined>): URLSearchParams {
  const given = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return new URLSearchParams(given)
}
`

const bodyFields = ({ fields }: ActionPlan): FieldPlan[] => fields.filter(({ to }) => to.part === 'body')
const queryFields = ({ fields }: ActionPlan): FieldPlan[] => fields.filter(({ to }) => to.part === 'query')
/** Options of an action replace those of the destination, so a key in the query is repeated beside other parts. */
export const hasQuery = (action: ActionPlan): boolean =>
  queryFields(action).length > 0 || Object.keys(action.query).length > 0
const usesParameters = (action: ActionPlan): boolean => action.body === 'form' || hasQuery(action)

function functionsOf(action: ActionPlan, auth: Auth): string {
  if (!action.batch) return ''
  const type = 'PayloadOf<typeof fields>'
  return auth.kind === 'body'
    ? `const bodyOf = (payload: ${type}, settings: Settings) => (${jsonCode(action, auth)})\n`
    : `const bodyOf = (payload: ${type}) => (${jsonCode(action, auth)})\n`
}

function performCode(action: ActionPlan, auth: Auth): string {
  const { batch, fields, list } = action
  const keyInside = auth.kind === 'body' || (auth.kind === 'query' && hasQuery(action))
  const one = batch
    ? auth.kind === 'body'
      ? 'bodyOf(payload, settings)'
      : 'bodyOf(payload)'
    : jsonCode(action, auth)
  const single = request(action, auth, list ? `[${one}]` : one)
  const takes = ['payload', keyInside && 'settings'].filter(Boolean).join(', ')
  const needsPayload = fields.length > 0
  const perform = `perform: (request${needsPayload || keyInside ? `, { ${needsPayload ? takes : 'settings'} }` : ''}) => ${single}`
  if (!batch) return perform
  const each = auth.kind === 'body' ? '(one) => bodyOf(one, settings)' : 'bodyOf'
  return `${perform},\n  // A batch is sent as a list of what single events send. Change it to what the vendor takes.\n  performBatch: (request, { ${takes} }) => ${request(action, auth, `payload.map(${each})`)}`
}

function request(action: ActionPlan, auth: Auth, body: string): string {
  const headers = {
    ...(action.body === 'form' && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...action.headers
  }
  const options = [
    `method: ${literal(action.method.toLowerCase())}`,
    Object.keys(headers).length > 0 && `headers: ${literal(headers)}`,
    hasQuery(action) && `searchParams: parameters(${queryCode(action, auth)})`,
    action.body === 'json' && `json: ${body}`,
    action.body === 'form' &&
      `body: parameters(${flatCode(bodyFields(action), auth.kind === 'body' ? auth.name : undefined)}).toString()`
  ]
  return `request(\`${addressCode(action)}\`, { ${options.filter(Boolean).join(', ')} })`
}

/** The field that takes the event's id is what the vendor knows a repeat by, if it knows one at all. */
function idempotencyCode({ fields }: ActionPlan): string {
  const field = fields.find(({ from }) => from[0]!.join('.') === 'messageId')
  return field ? `idempotencyKey: ${literal(field.to.at.at(-1))},\n  ` : ''
}

const addressCode = ({ path }: ActionPlan): string =>
  `\${api}${path.replaceAll(/[`\\$]/g, '\\$&').replaceAll(/\{(\w+)\}/g, (_whole, key: string) => `\${pathSegment(payload.${key})}`)}`

function queryCode(action: ActionPlan, auth: Auth): string {
  const fixed = Object.entries(action.query).map(([name, value]) => `${literal(name)}: ${literal(value)}`)
  const key = auth.kind === 'query' ? [`${literal(auth.name)}: settings.apiKey`] : []
  const own = queryFields(action).map(
    ({ key, to, multiple }) => `${literal(to.at[0])}: payload.${key}${multiple ? "?.join(',')" : ''}`
  )
  return `{ ${[...key, ...fixed, ...own].join(', ')} }`
}

const flatCode = (fields: FieldPlan[], keyName: string | undefined): string =>
  `{ ${[...(keyName === undefined ? [] : [`${literal(keyName)}: settings.apiKey`]), ...fields.map(({ key, to }) => `${literal(to.at[0])}: payload.${key}`)].join(', ')} }`

type Tree = Map<string, string | Tree>

/** The body as the vendor's example has it, with fields in the places of values. */
function jsonCode(action: ActionPlan, auth: Auth): string {
  const tree: Tree = new Map()
  if (auth.kind === 'body') tree.set(auth.name, 'settings.apiKey')
  for (const { key, to } of bodyFields(action)) {
    let node = tree
    for (const step of to.at.slice(0, -1)) {
      const next = node.get(step)
      const below = next instanceof Map ? next : new Map<string, string | Tree>()
      node.set(step, below)
      node = below
    }
    node.set(to.at.at(-1)!, `payload.${key}`)
  }
  return treeCode(tree)
}

const treeCode = (tree: Tree): string =>
  `{ ${[...tree].map(([name, value]) => `${literal(name)}: ${typeof value === 'string' ? value : treeCode(value)}`).join(', ')} }`
