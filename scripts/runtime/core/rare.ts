/**
 * What of actions-core's names is large, and hardly any action imports: a definition that names one of them is built with
 * this beside core/index.ts.
 */
export { transform } from '@segment/actions-core/mapping-kit'
export { validateSchema } from './validate-schema.ts'
