/**
 * What is wrong with a directive for every event: the reference engine would fail at each, or fill in something that nobody
 * meant.
 */
import { Liquid } from 'liquidjs'
import { disabledFilters, parse as parseLiquid } from '../../runtime/emitted/liquid.ts'
import { isObject } from '../../runtime/emitted/mapping.ts'
import { suggestion } from '../../shared/nearest.ts'
import { directiveNames } from '../directive.ts'
import type { Place } from './place.ts'
import { refuse } from './place.ts'

/**
 * @param options - what stands under the directive's name
 * @throws {@link UserError} for a directive that does not exist or cannot do its work
 */
export function checkDirective(name: string, options: unknown, place: Place): void {
  if (!(directiveNames as readonly string[]).includes(name)) {
    refuse(place, ` has an unknown directive, ${name}.`, suggestion(name, [...directiveNames]))
  }
  if (name === '@if' && isObject(options)) checkIf(options, place)
  if (name === '@case' && isObject(options)) checkCase(options, place)
  if (name === '@path' && typeof options === 'string') checkPath(options, place)
  if (name === '@arrayPath' && Array.isArray(options) && typeof options[0] === 'string')
    checkPath(options[0], place)
  if (name === '@template' && typeof options === 'string') checkTemplate(options, place)
  if (name === '@liquid' && typeof options === 'string') checkLiquid(options, place)
}

function checkIf(options: Record<string, unknown>, place: Place): void {
  if (options.exists || options.blank) return
  const known = ['exists', 'blank', 'then', 'else']
  const odd = Object.keys(options).find((key) => !known.includes(key))
  refuse(
    place,
    ' has an @if without "exists" or "blank", so every event would fail.',
    odd === undefined
      ? 'Say what is looked at: "exists": { "@path": "$.…" }.'
      : `It has "${odd}". ${suggestion(odd, ['exists', 'blank'])}`
  )
}

function checkCase({ operator }: Record<string, unknown>, place: Place): void {
  if (operator === 'lower' || operator === 'upper') return
  refuse(
    place,
    ` has an @case with the operator ${JSON.stringify(operator) ?? 'undefined'}, so every event with a text would fail.`,
    suggestion(String(operator), ['lower', 'upper'])
  )
}

function checkPath(path: string, place: Place): void {
  const count = (bracket: string): number => path.split(bracket).length - 1
  if (count('[') === count(']')) return
  refuse(
    place,
    ` has the path ${JSON.stringify(path)}, whose brackets do not match, so it finds nothing in any event.`,
    'A path is $.properties.items[0].name; a key with a dot is ["a.b"].'
  )
}

function checkTemplate(template: string, place: Place): void {
  const rest = template.replace(/\{\{\{[^}]+\}\}\}/g, '').replace(/\{\{[^}]+\}\}/g, '')
  if (!rest.includes('{{')) return
  refuse(
    place,
    ` has the template ${JSON.stringify(template)}, in which a "{{" is empty or not closed and would be sent as it is.`,
    'Write {{userId}}.'
  )
}

const strict = new Liquid({ strictFilters: true })
// They exist, and end every event that comes to one, there as here.
for (const filter of disabledFilters) strict.registerFilter(filter, (value: unknown) => value)

function checkLiquid(template: string, place: Place): void {
  try {
    parseLiquid(template)
    strict.parse(template)
  } catch (error) {
    const [reason] = (error as Error).message.split('\n')
    const unknown = /undefined filter: ([\w-]+)/.exec(reason!)?.[1]
    if (unknown === undefined)
      refuse(place, ` has Liquid that cannot be parsed: ${reason}.`, undefined, error)
    const known = Object.keys(strict.filters).filter((name) => !disabledFilters.includes(name))
    refuse(
      place,
      ` has Liquid with the filter "${unknown}", which does not exist, so the value would stay as it is.`,
      suggestion(unknown, known)
    )
  }
}
