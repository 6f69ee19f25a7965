/**
 * The error classes that Segment gives to functions. Segment's own loader derives `name` from the constructor, so a
 * subclass bears its own name (segmentio/functions-library, buildpack/boreal/window.js; RetryError came later).
 */

class FunctionError extends Error {
  constructor(message?: string) {
    super(message)
    this.name = new.target.name
  }
}

class EventNotSupported extends FunctionError {}
class InvalidEventPayload extends FunctionError {}
class ValidationError extends FunctionError {}
class RetryError extends FunctionError {}

export const functionErrors = { EventNotSupported, InvalidEventPayload, ValidationError, RetryError }

export type FunctionErrorName = keyof typeof functionErrors
