/**
 * What of actions-core's names is large, and hardly any action imports: a definition that names one of them is built with
 * this beside core/index.ts.
 */
export { transform } from '@segment/actions-core/mapping-kit'
export {
  getFieldValue,
  getFieldValueKeys,
  isArrayPathDirective,
  isCaseDirective,
  isDirective,
  isExcludeWhenNullDirective,
  isIfDirective,
  isJSONDirective,
  isLiteralDirective,
  isPathDirective,
  isReplaceDirective,
  isTemplateDirective
} from '@segment/actions-core/mapping-kit/value-keys'
export { validateSchema } from './validate-schema.ts'
