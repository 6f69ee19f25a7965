/**
 * One emitter a directive of actions-core's mapping-kit. Each decides when compiling what the directive's options
 * decide, and emits the rest; the order of steps is the reference's, because it decides which error comes first.
 */
import { isObject, keysOf } from '../../runtime/emitted/mapping.ts'
import type { DirectiveName } from '../directive.ts'
import type { Expression, Scope } from './expression.ts'
import { after, failure, fixed, nothing } from './expression.ts'
import { literal } from './literal.ts'
import { emitGet, emitWay } from './path.ts'

type Emitter = (options: unknown, scope: Scope) => Expression

/** `MAX_PATTERN_LENGTH` and `MAX_REPLACEMENT_LENGTH` of mapping-kit. */
const longestReplaceText = 10

const emitters: Record<DirectiveName, Emitter> = {
  '@if': emitIf,
  '@case': emitCase,
  '@replace': emitReplace,
  '@arrayPath': emitArrayPath,
  '@path': emitPath,
  '@template': emitTemplate,
  '@literal': (value, scope) => scope.emit(value),
  '@flatten': emitFlatten,
  '@json': emitJson,
  '@merge': emitMerge,
  '@transform': emitTransform,
  '@excludeWhenNull': emitExcludeWhenNull,
  '@liquid': emitLiquid
}

/** @param name - one of mapping-kit's, as `read` has seen to */
export const emitDirective = (name: string, options: unknown, scope: Scope): Expression =>
  emitters[name as DirectiveName](options, scope)

function emitIf(options: unknown, scope: Scope): Expression {
  if (!isObject(options)) return failure('@if requires an object with an "exists" key')
  if (!options.exists && !options.blank) return failure('@if requires an "exists" key or a "blank" key')
  const filled = options.exists === undefined
  const value = scope.emit(filled ? options.blank : options.exists)
  const then = options.then === undefined ? nothing : scope.emit(options.then)
  const otherwise = options.else ? scope.emit(options.else) : nothing

  if (value.fixed) {
    const { value: known } = value.fixed
    // Loose on purpose: 0 and false count as blank.
    return known !== undefined && known !== null && (!filled || known != '') ? then : otherwise
  }
  if (value.shape && !filled) return after(value, then)
  const test = filled ? `$map.filled(${value.code})` : value.code
  const safe = value.safe && then.safe && otherwise.safe
  if (options.then !== undefined && value.code === then.code) {
    if (filled && otherwise.code === 'undefined') return { code: test, safe }
    const first = filled ? test : (value.chain ?? test)
    const chain = `${first} ?? ${otherwise.chain ?? otherwise.code}`
    return { code: `(${chain})`, chain, safe }
  }
  const condition = filled ? `${test} !== undefined` : `${test} != null`
  return { code: `(${condition} ? ${then.code} : ${otherwise.code})`, safe }
}

function emitCase(options: unknown, scope: Scope): Expression {
  if (!isObject(options)) return failure('@case requires an object with a "operator" key')
  if (!options.operator) return failure('@case requires a "operator" key')
  if (!options.value) return nothing
  const value = scope.emit(options.value)
  if (options.operator !== 'lower' && options.operator !== 'upper') {
    const { code } = failure('operator key should have a value of "lower" or "upper"')
    return { code: `$map.ifText(${value.code}, () => ${code})`, safe: false }
  }
  const method = options.operator === 'lower' ? 'toLowerCase' : 'toUpperCase'
  if (value.fixed) {
    const { value: known } = value.fixed
    return fixed(typeof known === 'string' ? known[method]() : known)
  }
  return { code: `$map.ifText(${value.code}, (text) => text.${method}())`, safe: value.safe }
}

function emitReplace(options: unknown, scope: Scope): Expression {
  if (!isObject(options)) return failure('@replace requires an object with a "pattern" key')
  if (!options.pattern) return failure('@replace requires a "pattern" key')
  if (!options.value) return nothing
  const {
    pattern,
    pattern2,
    replacement = '',
    replacement2 = '',
    ignorecase = false,
    global = true
  } = {
    ...options,
    // Null counts as absent.
    replacement: options.replacement ?? undefined,
    replacement2: options.replacement2 ?? undefined,
    ignorecase: options.ignorecase ?? undefined,
    global: options.global ?? undefined
  } as Record<string, unknown>
  const value = scope.emit(options.value)
  if (
    typeof pattern !== 'string' ||
    typeof replacement !== 'string' ||
    typeof ignorecase !== 'boolean' ||
    typeof global !== 'boolean'
  ) {
    return after(value, fixed(''))
  }
  const flags = (global ? 'g' : '') + (ignorecase ? 'i' : '')
  let text = emitReplacement('text', pattern, replacement, flags)
  if (pattern2 && typeof pattern2 === 'string' && typeof replacement2 === 'string' && text.safe) {
    text = emitReplacement(text.code, pattern2, replacement2, flags)
  }
  return { code: `$map.replace(${value.code}, (text) => ${text.code})`, safe: value.safe && text.safe }
}

function emitReplacement(text: string, pattern: string, replacement: string, flags: string): Expression {
  if (pattern.length > longestReplaceText) {
    return failure(`@replace requires a "pattern" less than ${longestReplaceText} characters`)
  }
  if (replacement.length > longestReplaceText) {
    return failure(`@replace requires a "replacement" less than ${longestReplaceText} characters`)
  }
  // Not every character with a meaning is escaped the way others do it; the list is mapping-kit's.
  const expression = new RegExp(pattern.replace(/[-[\]{}()*+?.,\\^$|#\s]/g, '\\$&'), flags)
  return {
    // A regular expression as text is its own literal: slashes and line ends in it are escaped.
    code: `${text}.replace(${String(expression)}, ${literal(replacement)})`,
    safe: true
  }
}

function emitArrayPath(options: unknown, scope: Scope): Expression {
  if (!Array.isArray(options)) return failure(`@arrayPath expected array, got ${tagOf(options)}`)
  const [path, shape] = options as [unknown, unknown]
  const root = typeof path === 'string' ? emitGet(path.replace('$.', ''), scope) : scope.emit(path)
  if (!isObject(shape) || Object.keys(shape).length === 0) return root
  const inner = scope.inside('item', false)
  const item = inner.emit(shape)
  return { code: `$map.each(${root.code}, (${inner.data}) => (${item.code}))`, safe: root.safe && item.safe }
}

function emitPath(options: unknown, scope: Scope): Expression {
  const path = scope.emit(options)
  if (!path.fixed) return { code: `$map.path(${scope.data}, ${path.code})`, safe: false }
  const { value } = path.fixed
  if (typeof value !== 'string') return failure(`@path: expected string, got ${tagOf(value)}`)
  return emitGet(value.replace('$.', ''), scope)
}

function emitTemplate(options: unknown, scope: Scope): Expression {
  const template = scope.emit(options)
  if (!template.fixed) return { code: `$map.render(${template.code}, ${scope.data})`, safe: false }
  const { value } = template.fixed
  if (typeof value !== 'string') return failure(`@template: expected string, got ${tagOf(value)}`)
  // What {{{ }}} fills in is searched for {{ }} again, so only the event knows the parts.
  if (/\{\{\{([^}]+)\}\}\}/.test(value)) {
    return { code: `$map.render(${literal(value)}, ${scope.data})`, safe: false }
  }
  // Odd parts are what stands between braces.
  const parts = value.split(/(\{\{[^}]+\}\})/)
  if (parts.length === 1) return fixed(value)
  const data = scope.isObject ? scope.data : `$map.orEmpty(${scope.data})`
  const codes = parts.map((part, index) => {
    if (index % 2 === 0) return part && literal(part)
    return `$map.text(${emitWay(keysOf(part.slice(2, -2).trim()), scope, data)})`
  })
  return { code: `(${codes.filter(Boolean).join(' + ')})`, safe: false }
}

function emitFlatten(options: unknown, scope: Scope): Expression {
  if (!isObject(options)) return failure('@flatten requires an object with a "separator" key')
  if (!options.separator) return failure('@flatten requires a "separator" key')
  const separator = scope.emit(options.separator)
  const value = scope.emit(options.value)
  const text =
    typeof separator.fixed?.value === 'string' ? separator.code : `$map.separator(${separator.code})`
  return { code: `$map.flatten(${text}, ${value.code}, ${Boolean(options.omitArrays)})`, safe: false }
}

function emitJson(options: unknown, scope: Scope): Expression {
  if (!isObject(options)) return failure('@json requires an object with a "value" key')
  if (!options.mode) return failure('@json requires a "mode" key')
  if (!options.value) return failure('@json requires a "value" key')
  const value = scope.emit(options.value)
  if (options.mode === 'encode') return { code: `JSON.stringify(${value.code})`, safe: false }
  if (options.mode === 'decode') return { code: `$map.decode(${value.code})`, safe: value.safe }
  // Mapping-kit's check takes modes in any case, its directive only these two.
  return after(value, nothing)
}

function emitMerge(options: unknown, scope: Scope): Expression {
  if (!isObject(options)) {
    return failure('@merge requires an object with an "objects" key and a "direction" key')
  }
  if (!options.direction) return failure('@merge requires a "direction" key')
  const direction = scope.emit(options.direction)
  if (!options.objects) return after(direction, failure('@merge requires a "objects" key'))
  if (!Array.isArray(options.objects)) {
    return after(direction, failure(`@merge: expected opts.array, got ${typeof options.objects}`))
  }
  const objects = options.objects.map((item) => scope.emit(item).code)
  return { code: `$map.merge(${direction.code}, [${objects.join(', ')}])`, safe: false }
}

function emitTransform(options: unknown, scope: Scope): Expression {
  if (!isObject(options)) {
    return failure('@transform requires an object with an "apply" key and a "mapping" key')
  }
  if (!options.mapping) return failure('@transform requires a "mapping" key')
  if (!options.apply) return failure('@transform requires a "apply" key')
  if (!isObject(options.apply)) return failure('@transform "apply" key should be an object')
  const applied = scope.inside('data', true)
  const first = applied.emit(options.apply)
  const mapped = scope.inside('data', first.shape === 'object')
  const second = mapped.emit(options.mapping)
  return {
    code: `$map.transform(${scope.data}, (${applied.data}) => (${first.code}), (${mapped.data}) => (${second.code}))`,
    safe: false
  }
}

function emitExcludeWhenNull(options: unknown, scope: Scope): Expression {
  const value = scope.emit(options)
  if (value.fixed) return value.fixed.value === null ? nothing : value
  return { code: `$map.excludeNull(${value.code})`, safe: false }
}

function emitLiquid(options: unknown, scope: Scope): Expression {
  if (typeof options !== 'string') return failure('liquid template value must be a string')
  if (options === '') return fixed('')
  scope.needs.liquid = true
  return { code: `$liquid.evaluate(${literal(options)}, ${scope.data})`, safe: false }
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1).toLowerCase()
