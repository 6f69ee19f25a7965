/**
 * What the package `aggregate-error` makes of several errors, without their stacks, for which it needs a machine:
 * actions-core's `transform` throws one for a mapping that is none.
 */
export default class AggregateErrors extends Error {
  override readonly name = 'AggregateError'
  readonly #errors: Error[]

  constructor(errors: Error[]) {
    super(errors.map(({ message }) => message).join('\n'))
    this.#errors = errors
  }

  *[Symbol.iterator](): Iterator<Error> {
    yield* this.#errors
  }
}
