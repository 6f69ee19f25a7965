/**
 * The error classes of `@segment/actions-core` under their own names, for authors' code and for the request client.
 *
 * Each sets its `name` itself: a bundler may rename classes, and the classification goes by name, because errors reach
 * it from several copies of a class (the function's, actions-core's, the host's other realm).
 */
export class NamedError extends Error {
  constructor(name: string, message?: string) {
    super(message)
    this.name = name
  }
}

/** A mistake the author names; `status` decides as if the vendor had answered it. */
export class IntegrationError extends NamedError {
  readonly code: string
  readonly status: number

  constructor(message: string, code: string, status: number, name = 'IntegrationError') {
    super(name, message)
    this.code = code
    this.status = status
  }
}

/** The event itself cannot be sent: a ValidationError in Segment. */
export class PayloadValidationError extends IntegrationError {
  constructor(message: string) {
    super(message, 'PAYLOAD_VALIDATION_FAILED', 400, 'PayloadValidationError')
  }
}

export class InvalidAudienceMembershipError extends IntegrationError {
  constructor(message: string) {
    super(message, 'INVALID_AUDIENCE_MEMBERSHIP', 400, 'InvalidAudienceMembershipError')
  }
}

export class APIError extends IntegrationError {
  constructor(message: string, status: number) {
    super(message, String(status), status, 'APIError')
  }
}

export class SelfTimeoutError extends IntegrationError {
  constructor(message: string) {
    super(message, 'SELF_TIMEOUT', 408, 'SelfTimeoutError')
  }
}

/** Worth another try, whatever its status. */
export class RetryableError extends NamedError {
  readonly code = 'RETRYABLE_ERROR'
  readonly status: number

  constructor(message = '', status = 500) {
    super('RetryableError', message)
    this.status = status
  }
}

export class InvalidAuthenticationError extends NamedError {
  readonly status = 401
  readonly code: string

  constructor(message = '', code = 'INVALID_AUTHENTICATION') {
    super('InvalidAuthenticationError', message)
    this.code = code
  }
}

/** The answer had a status outside 200 to 299 and `throwHttpErrors` was not false. */
export class HTTPError<Reply extends { status: number; statusText?: string } = Response> extends NamedError {
  readonly response: Reply
  readonly request: unknown
  readonly options: unknown

  constructor(response: Reply, request?: unknown, options?: unknown) {
    super('HTTPError', response.statusText ?? String(response.status))
    this.response = response
    this.request = request
    this.options = options
  }
}

/** The request got no answer in the time it had. */
export class RequestTimeoutError extends NamedError {
  readonly code = 'REQUESTTIMEOUTERROR'
  readonly status = 408

  constructor(message = 'Request timed out before receiving a response') {
    super('RequestTimeoutError', message)
  }
}
