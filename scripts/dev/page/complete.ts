/** What the editors propose: the fields of Segment's Spec, those that functions read, and the paths of the event. */
import { completeFromList } from '@codemirror/autocomplete'
import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource
} from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
type SyntaxNode = ReturnType<typeof syntaxTree>['topNode']

const person = 'email firstName lastName name phone avatar birthday company createdAt plan username address'

/** Segment: Spec, Common Fields; Ecommerce. By the path of the object; a list's elements have its own. */
const spec: Record<string, string> = {
  '': 'type event name userId anonymousId groupId previousId properties traits context integrations timestamp',
  traits: person,
  properties:
    'order_id revenue total subtotal tax shipping discount currency coupon products product_id name price quantity category url path title referrer search',
  'properties.products': 'product_id sku name price quantity category brand variant coupon position url',
  context: 'traits page campaign device app os ip locale userAgent timezone referrer groupId',
  'context.traits': person,
  'context.page': 'url path title referrer search',
  'context.campaign': 'name source medium term content',
  'context.device': 'id advertisingId adTrackingEnabled manufacturer model name type',
  'context.app': 'name version build namespace',
  'context.os': 'name version',
  'context.referrer': 'type id url name'
}

/** @param known - further paths */
export const eventKeys =
  (known: () => string[]): CompletionSource =>
  (context) => {
    const node = syntaxTree(context.state).resolveInner(context.pos, -1)
    if (node.name !== 'PropertyName') return null
    const parent = pathTo(node.parent?.parent ?? null, context)
    const prefix = parent === '' ? '' : `${parent}.`
    const further = known()
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length).split('.')[0]!)
    const names = [...new Set([...(spec[parent]?.split(' ') ?? []), ...further])]
    return proposals(node, context, names)
  }

/** @returns the names of the properties on the way to an object, joined with dots */
function pathTo(object: SyntaxNode | null, context: CompletionContext): string {
  const names: string[] = []
  for (let node = object; node; node = node.parent) {
    const name = node.name === 'Property' ? node.firstChild : null
    if (name) names.unshift(context.state.sliceDoc(name.from + 1, name.to - 1))
  }
  return names.join('.')
}

function proposals(node: SyntaxNode, { state }: CompletionContext, names: string[]): CompletionResult {
  const hasEnd = state.sliceDoc(node.to - 1, node.to) === '"' && node.to - node.from > 1
  return {
    from: node.from + 1,
    to: hasEnd ? node.to - 1 : node.to,
    options: names.map((label) => ({ label })),
    validFor: /^[\w$@.]*$/
  }
}

const directives =
  '@path @template @literal @if @case @replace @arrayPath @flatten @json @merge @transform @excludeWhenNull @liquid then else exists blank value'

/** Names of directives, and paths where a text begins with `$`. */
export function mappingWords(event: unknown): CompletionSource {
  const paths = pathsOf(event).map((path) => `$.${path}`)
  return (context) => {
    const node = syntaxTree(context.state).resolveInner(context.pos, -1)
    if (node.name === 'PropertyName') return proposals(node, context, directives.split(' '))
    return node.name === 'String' ? proposals(node, context, paths) : null
  }
}

const operators: Completion[] = ['and', 'or', 'not', 'contains(', 'match(', '!= null'].map((label) => ({
  label
}))

export const conditionWords = (event: unknown): CompletionSource =>
  completeFromList([...pathsOf(event).map((label) => ({ label })), ...operators])

function pathsOf(value: unknown, before = '', depth = 0): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 5) return []
  return Object.entries(value).flatMap(([name, one]) => {
    const path = before === '' ? name : `${before}.${name}`
    return [path, ...pathsOf(one, path, depth + 1)]
  })
}
